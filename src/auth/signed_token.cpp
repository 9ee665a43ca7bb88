#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <waybill/auth/signed_token.hpp>
#include <waybill/json_reader.hpp>

#include "crypto.hpp"
#include "fields.hpp"

namespace waybill {

namespace {

struct token_parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;  ///< the first two, and the dot between them
};

[[nodiscard]] std::optional<token_parts> split(std::string_view token) {
  constexpr std::size_t longest = 8192;
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (token.size() > longest || first == last) return std::nullopt;
  if (token.find('.', first + 1) != last) return std::nullopt;
  return token_parts{token.substr(0, first), token.substr(first + 1, last - first - 1),
                     token.substr(last + 1), token.substr(0, last)};
}

/// The named members of a part. Empty if it is not an object of JSON in base64.
[[nodiscard]] std::optional<json_document> read_part(std::string_view part,
                                                     std::span<const json_field> fields) {
  const auto text = detail::from_base64url(part);
  if (!text) return std::nullopt;
  auto read = read_json(*text, fields);
  if (read.problem || !json_view{read.document}.is(json_kind::object)) return std::nullopt;
  return std::move(read.document);
}

[[nodiscard]] bool is_of_hs256(std::string_view header) {
  constexpr json_field fields[] = {{"alg"}, {"crit", true}};
  const auto read = read_part(header, fields);
  if (!read) return false;
  const json_view members{*read};
  return members["alg"].string() == "HS256" && !members["crit"].exists();
}

/// Seconds since 1970, with or without a fraction. Empty if it is no number.
[[nodiscard]] std::optional<double> read_time(const json_view& claim) {
  if (!claim.is(json_kind::number)) return std::nullopt;
  const auto text = claim.text();
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc{} ? std::optional{seconds} : std::nullopt;
}

[[nodiscard]] auth_verdict judge_time(const json_view& claims, double now, double leeway) {
  const auto until = read_time(claims["exp"]);
  const auto from = read_time(claims["nbf"]);
  if (!until || (claims["nbf"].exists() && !from)) return auth_verdict::malformed;
  const bool is_over = now >= *until + leeway;
  const bool is_early = from && now < *from - leeway;
  return is_over || is_early ? auth_verdict::expired : auth_verdict::accepted;
}

}  // namespace

auth_verdict check_signed_token(const posted_request& request, const auth_secrets& secrets,
                                time_point now, std::chrono::seconds leeway) {
  const auto found = detail::find_bearer(request);
  if (!found.is_there()) return found.refusal;
  const auto token = split(found.text);
  if (!token || !is_of_hs256(token->header)) return auth_verdict::malformed;
  const auto sign = [&token](std::string_view secret) {
    const auto code = detail::hmac(detail::digest::sha256, secret, token->signed_text);
    return detail::to_base64url(code);
  };
  if (!detail::is_made_with(secrets, token->signature, sign)) return auth_verdict::wrong;
  constexpr json_field fields[] = {{"exp"}, {"nbf"}};
  const auto claims = read_part(token->claims, fields);
  if (!claims) return auth_verdict::malformed;
  const std::chrono::duration<double> at = now.time_since_epoch();
  const std::chrono::duration<double> allowed = leeway;
  return judge_time(json_view{*claims}, at.count(), allowed.count());
}

}  // namespace waybill
