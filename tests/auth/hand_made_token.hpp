#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace waybill_test {

[[nodiscard]] inline std::string base64url(std::string_view plain) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string coded;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : plain) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) coded += digits[bits >> (count - 6) & 63U];
  }
  if (count > 0) coded += digits[bits << (6 - count) & 63U];
  return coded;
}

/// A token of two texts of JSON and a signature in base64. Tests have it from another program.
[[nodiscard]] inline std::string token_of(std::string_view header, std::string_view claims,
                                          std::string_view signature) {
  return base64url(header) + '.' + base64url(claims) + '.' + std::string{signature};
}

}  // namespace waybill_test
