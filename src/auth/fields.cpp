#include "fields.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <waybill/dialects/form_fields.hpp>
#include <waybill/dialects/receipt_fields.hpp>

namespace waybill::detail {

namespace {

/// Of a list of names and values, the value of one name. `same_name` compares.
template <typename List, typename SameName>
[[nodiscard]] found_text find_once(const List& list, const SameName& same_name) {
  found_text found;
  std::size_t count = 0;
  for (const auto& [name, value] : list) {
    if (!same_name(name)) continue;
    found.text = value;
    ++count;
  }
  if (count > 1) return {{}, auth_verdict::malformed};
  if (!found.text.empty()) found.refusal = auth_verdict::accepted;
  return found;
}

[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

found_text find_header(const posted_request& request, std::string_view name) {
  const auto same_name = [name](std::string_view other) {
    return dialects::equal_words(name, other);
  };
  return find_once(request.headers, same_name);
}

found_text find_bearer(const posted_request& request) {
  auto found = find_header(request, "Authorization");
  if (!found.is_there()) return found;
  constexpr std::string_view scheme = "bearer ";
  const bool is_bearer = lower_case(found.text.substr(0, scheme.size())) == scheme;
  const auto begin = found.text.find_first_not_of(' ', scheme.size());
  if (!is_bearer || begin == std::string_view::npos) return {{}, auth_verdict::malformed};
  found.text.remove_prefix(begin);
  return found;
}

std::optional<form_fields> read_fields(std::string_view form) {
  form_fields fields;
  const bool is_form = dialects::take_form_fields(form, [&](auto name, auto value) {
    fields.emplace_back(std::move(name), std::move(value));
    return true;
  });
  return is_form ? std::optional{std::move(fields)} : std::nullopt;
}

found_text find_field(const form_fields& fields, std::string_view name) {
  return find_once(fields, [name](std::string_view other) { return other == name; });
}

bool is_hex(std::string_view digits, std::size_t count) {
  return digits.size() == count && digits.find_first_not_of("0123456789abcdef") == digits.npos;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    result += digits[byte >> 4U];
    result += digits[byte & 15U];
  }
  return result;
}

}  // namespace waybill::detail
