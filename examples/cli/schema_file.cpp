#include "schema_file.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

#include "choices.hpp"
#include "exit_code.hpp"

namespace waybill_cli {

namespace {

using nlohmann::json;

[[nodiscard]] waybill::schema_names preset(const std::string& name) {
  if (name == "waybill") return waybill::schema_names::waybill();
  if (name == "reference") return waybill::schema_names::reference();
  throw std::invalid_argument{"preset must be waybill or reference, not '" + name + "'"};
}

/// Sets every name below a value; objects nest by the parts of a path.
void set_names(waybill::schema_names& names, const json& value, const std::string& path) {
  if (value.is_string()) return set_schema_name(names, path, value.get<std::string>());
  if (!value.is_object()) throw std::invalid_argument{path + " must be a text"};
  for (const auto& [name, inner] : value.items()) {
    if (path.empty() && name == "preset") continue;
    set_names(names, inner, path.empty() ? name : path + '.' + name);
  }
}

}  // namespace

waybill::schema_names read_schema_file(const std::string& file) {
  try {
    const auto settings = json::parse(read_file(file));
    auto names = preset(settings.value("preset", "waybill"));
    set_names(names, settings, "");
    return names;
  } catch (const json::exception& error) {
    throw usage_error{file + " is not a JSON object: " + error.what()};
  } catch (const std::invalid_argument& error) {
    throw usage_error{file + ": " + error.what()};
  }
}

}  // namespace waybill_cli
