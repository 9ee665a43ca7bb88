#include <string>

#include <waybill/auth/key.hpp>
#include <waybill/dialects/form_fields.hpp>
#include <waybill/json_reader.hpp>

#include "crypto.hpp"
#include "fields.hpp"

namespace waybill {

namespace {

[[nodiscard]] auth_verdict judge(const detail::found_text& key, const auth_secrets& secrets) {
  if (!key.is_there()) return key.refusal;
  const auto itself = [](std::string_view secret) { return secret; };
  return detail::is_made_with(secrets, key.text, itself) ? auth_verdict::accepted
                                                         : auth_verdict::wrong;
}

[[nodiscard]] auth_verdict judge_member(const json_view& member, const auth_secrets& secrets) {
  if (member.is_missing()) return auth_verdict::missing;
  if (!member.is(json_kind::string)) return auth_verdict::malformed;
  if (member.string().empty()) return auth_verdict::missing;
  return judge({member.string(), auth_verdict::accepted}, secrets);
}

}  // namespace

auth_verdict check_key_in_header(const posted_request& request, std::string_view name,
                                 const auth_secrets& secrets) {
  return judge(detail::find_header(request, name), secrets);
}

auth_verdict check_bearer_key(const posted_request& request, const auth_secrets& secrets) {
  return judge(detail::find_bearer(request), secrets);
}

auth_verdict check_key_in_body(const posted_request& request, std::string_view name,
                               const auth_secrets& secrets) {
  if (dialects::is_form_type(detail::find_header(request, "Content-Type").text)) {
    const auto fields = detail::read_fields(request.body);
    return fields ? judge(detail::find_field(*fields, name), secrets) : auth_verdict::malformed;
  }
  const json_field wanted[] = {{name}};
  const auto read = read_json(request.body, wanted);
  if (read.problem) return auth_verdict::malformed;
  return judge_member(json_view{read.document}[name], secrets);
}

}  // namespace waybill
