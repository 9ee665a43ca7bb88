#include <algorithm>

#include <waybill/auth/twilio.hpp>

#include "crypto.hpp"
#include "fields.hpp"

namespace waybill {

namespace {

/// A URL around its port.
struct split_url {
  std::string_view before;  ///< up to the host
  std::string_view port;    ///< with its colon; empty if there is none
  std::string_view after;   ///< path and query
};

[[nodiscard]] split_url split(std::string_view url) {
  const auto scheme = url.find("://");
  const auto host = scheme == url.npos ? 0 : scheme + 3;
  const auto end = std::min(url.find_first_of("/?#", host), url.size());
  const auto authority = url.substr(0, end);
  // Colons also stand in an address of IPv6, in brackets, and in the name before an `@`.
  const auto host_name = std::max(authority.find_last_of("]@") + 1, host);
  const auto colon = std::min(authority.find(':', host_name), end);
  return {url.substr(0, colon), url.substr(colon, end - colon), url.substr(end)};
}

[[nodiscard]] std::string with_port(const split_url& parts) {
  std::string_view port = parts.port;
  if (port.empty()) port = parts.before.starts_with("http://") ? ":80" : ":443";
  return std::string{parts.before}.append(port).append(parts.after);
}

/// The parameters as they are signed: sorted, each once, without anything between them.
[[nodiscard]] std::string signed_text(detail::form_fields fields) {
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  std::string text;
  for (const auto& [name, value] : fields) text.append(name).append(value);
  return text;
}

[[nodiscard]] bool is_base64_of_sha1(std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return text.size() == 28 && text.find_first_not_of(alphabet) == 27 && text.back() == '=';
}

}  // namespace

auth_verdict check_twilio_signature(const posted_request& request, const auth_secrets& secrets) {
  const auto found = detail::find_header(request, "X-Twilio-Signature");
  if (!found.is_there()) return found.refusal;
  auto fields = detail::read_fields(request.body);
  if (!fields || !is_base64_of_sha1(found.text)) return auth_verdict::malformed;
  const auto parameters = signed_text(std::move(*fields));
  const auto url = split(request.url);
  const auto is_signed = [&](std::string text) {
    text += parameters;
    return detail::is_made_with(secrets, found.text, [&text](std::string_view secret) {
      return detail::to_base64(detail::hmac(detail::digest::sha1, secret, text));
    });
  };
  const bool fits =
      is_signed(with_port(url)) || is_signed(std::string{url.before}.append(url.after));
  return fits ? auth_verdict::accepted : auth_verdict::wrong;
}

}  // namespace waybill
