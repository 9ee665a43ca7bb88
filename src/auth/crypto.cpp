#include "crypto.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace waybill::detail {

namespace {

[[nodiscard]] const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] const EVP_MD* algorithm(digest which) {
  switch (which) {
    case digest::sha1: return EVP_sha1();
    case digest::sha256: return EVP_sha256();
    case digest::sha512: break;
  }
  return EVP_sha512();
}

[[nodiscard]] constexpr bool is_base64url(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::string hmac(digest which, std::string_view key, std::string_view text) {
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const auto* const made = HMAC(algorithm(which), key.data(), static_cast<int>(key.size()),
                                bytes(text), text.size(), code, &size);
  if (made == nullptr) return {};
  return {code, code + size};
}

std::string to_base64(std::string_view plain) {
  std::vector<unsigned char> coded(4 * ((plain.size() + 2) / 3) + 1);
  const auto size = EVP_EncodeBlock(coded.data(), bytes(plain), static_cast<int>(plain.size()));
  return {coded.begin(), coded.begin() + size};
}

std::string to_base64url(std::string_view plain) {
  auto coded = to_base64(plain);
  std::replace(coded.begin(), coded.end(), '+', '-');
  std::replace(coded.begin(), coded.end(), '/', '_');
  coded.erase(coded.find_last_not_of('=') + 1);
  return coded;
}

std::optional<std::string> from_base64url(std::string_view coded) {
  // OpenSSL passes over spaces and line ends.
  if (!std::all_of(coded.begin(), coded.end(), is_base64url)) return std::nullopt;
  std::string padded{coded};
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  const auto padding = (4 - padded.size() % 4) % 4;
  if (padding == 3) return std::nullopt;
  padded.append(padding, '=');
  std::vector<unsigned char> plain(padded.size());
  const auto size = EVP_DecodeBlock(plain.data(), bytes(padded), static_cast<int>(padded.size()));
  if (size < 0) return std::nullopt;
  return std::string{plain.begin(), plain.begin() + size - static_cast<std::ptrdiff_t>(padding)};
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace waybill::detail
