#include "stored_key.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace waybill::detail {

namespace {

template <typename Number>
[[nodiscard]] std::optional<std::string> number_key(std::string_view key) {
  Number value = 0;
  const auto* const end = key.data() + key.size();
  const auto [at, error] = std::from_chars(key.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return std::to_string(value);
}

[[nodiscard]] constexpr bool is_hexadecimal(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// 32 digits in lower case, with hyphens as PostgreSQL writes them; it reads others too.
[[nodiscard]] std::optional<std::string> uuid_key(std::string_view key) {
  if (key.size() > 1 && key.front() == '{' && key.back() == '}') {
    key = key.substr(1, key.size() - 2);
  }
  std::string digits;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char lower = key[i] >= 'A' && key[i] <= 'F' ? static_cast<char>(key[i] + 32) : key[i];
    const bool may_be_hyphen = !digits.empty() && digits.size() % 4 == 0 && key[i - 1] != '-';
    if (lower == '-' && may_be_hyphen && i + 1 != key.size()) continue;
    if (!is_hexadecimal(lower)) return std::nullopt;
    digits += lower;
  }
  if (digits.size() != 32) return std::nullopt;
  for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, 1, '-');
  return digits;
}

}  // namespace

std::optional<std::string> stored_key(std::string_view type, std::string_view key) {
  if (type == "bigint") return number_key<std::int64_t>(key);
  if (type == "integer") return number_key<std::int32_t>(key);
  if (type == "uuid") return uuid_key(key);
  return std::string{key};
}

}  // namespace waybill::detail
