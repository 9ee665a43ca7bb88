#pragma once

// Bodies that are forms, `application/x-www-form-urlencoded`.

#include <span>
#include <string_view>

#include <waybill/dialects/form_fields.hpp>
#include <waybill/impl/parse/json/scanner.hpp>
#include <waybill/impl/parse/json_collector.hpp>
#include <waybill/json_reader.hpp>

namespace waybill::dialects {

/// Reads a form as an object of texts, and one of its fields as JSON.
class form_reader {
 public:
  /// Keeps the named fields; `out` must outlive it.
  form_reader(std::span<const json_field> fields, const json_limits& limits,
              std::string_view json_field_name, json_result& out)
      : collector_(fields, limits.depth, limits.values, out.document),
        json_field_name_(json_field_name) {}

  /// False if something is wrong, which `problem` tells.
  [[nodiscard]] bool read(std::string_view form) {
    if (!collector_.enter(json_kind::object)) return false;
    const bool is_read = take_form_fields(
        form, [this](const auto& name, const auto& value) { return read_field(name, value); });
    return is_read && collector_.leave();
  }

  /// What is wrong, once `read` has failed.
  [[nodiscard]] issue problem() const {
    if (collector_.problem()) return *collector_.problem();
    return {issue_code::invalid_form, "", "not a form in UTF-8", "", 0};
  }

 private:
  [[nodiscard]] bool read_field(std::string_view name, std::string_view value) {
    if (!collector_.name(name)) return false;
    if (json_field_name_.empty() || name != json_field_name_) {
      return collector_.scalar(json_kind::string, value);
    }
    return detail::json_scanner{value, collector_}.scan();
  }

  detail::json_collector collector_;
  std::string_view json_field_name_;
};

/// Reads a form like an object whose members are texts: for `dialect::read_form`. A field of this
/// name holds JSON, and is read as such.
[[nodiscard]] inline json_result read_form_with(std::string_view form,
                                                std::span<const json_field> fields,
                                                const json_limits& limits,
                                                std::string_view json_field_name) {
  json_result result;
  if (form.size() > limits.bytes) {
    result.problem = issue{issue_code::too_large, "", "the body is over the size limit", "", 0};
    return result;
  }
  form_reader reader{fields, limits, json_field_name, result};
  if (!reader.read(form)) result.problem = reader.problem();
  return result;
}

/// The same where no field holds JSON.
[[nodiscard]] inline json_result read_form(std::string_view form,
                                           std::span<const json_field> fields,
                                           const json_limits& limits) {
  return read_form_with(form, fields, limits, {});
}

}  // namespace waybill::dialects
