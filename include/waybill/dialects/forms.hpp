#pragma once

// Bodies that are forms, `application/x-www-form-urlencoded`.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/impl/parse/json/scanner.hpp>
#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/impl/parse/json_collector.hpp>
#include <waybill/json_reader.hpp>

namespace waybill::dialects {

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const bool is_ascii = static_cast<unsigned char>(text[at]) < 0x80U;
    const auto size = is_ascii ? 1 : detail::utf8_size(text.substr(at));
    if (size == 0) return false;
    at += size;
  }
  return true;
}

/// The value of a hexadecimal digit; 16 or more for anything else.
[[nodiscard]] constexpr unsigned hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const auto lower = static_cast<unsigned>(static_cast<unsigned char>(c)) | 0x20U;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10U : 16U;
}

/// A name or value of a form: `+` is a space and `%41` an A (WHATWG's URL standard, §5.1). Empty if
/// an escape is broken or the result is not UTF-8.
[[nodiscard]] inline std::optional<std::string> decode_form_text(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    if (encoded[at] != '%') {
      text += encoded[at] == '+' ? ' ' : encoded[at];
      continue;
    }
    if (encoded.size() - at < 3) return std::nullopt;
    const auto high = hex_value(encoded[at + 1]);
    const auto low = hex_value(encoded[at + 2]);
    if (high > 15 || low > 15) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return is_utf8(text) ? std::optional{std::move(text)} : std::nullopt;
}

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
    while (!form.empty()) {
      const auto pair = form.substr(0, form.find('&'));
      form.remove_prefix(std::min(pair.size() + 1, form.size()));
      if (!pair.empty() && !read_pair(pair)) return false;
    }
    return collector_.leave();
  }

  /// What is wrong, once `read` has failed.
  [[nodiscard]] issue problem() const {
    if (collector_.problem()) return *collector_.problem();
    return {issue_code::invalid_form, "", "not a form in UTF-8", "", 0};
  }

 private:
  [[nodiscard]] bool read_pair(std::string_view pair) {
    const auto end_of_name = std::min(pair.find('='), pair.size());
    const auto name = decode_form_text(pair.substr(0, end_of_name));
    const auto value = decode_form_text(pair.substr(std::min(end_of_name + 1, pair.size())));
    if (!name || !value || !collector_.name(*name)) return false;
    if (json_field_name_.empty() || *name != json_field_name_) {
      return collector_.scalar(json_kind::string, *value);
    }
    return detail::json_scanner{*value, collector_}.scan();
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
