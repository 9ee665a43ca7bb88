#pragma once

#include <string>
#include <string_view>

#include <waybill/dialects/envelopes.hpp>
#include <waybill/dialects/provider_shapes.hpp>
#include <waybill/parse.hpp>

namespace waybill {

namespace detail {

[[nodiscard]] inline std::string instance_in(const json_view& body) {
  const auto number =
      body["entry"].first()["changes"].first()["value"]["metadata"]["phone_number_id"];
  for (const auto& named :
       {body["instance"], body["instance"]["name"], body["instanceName"], body["instanceKey"],
        body["sessionId"], body["session"], body["device_id"], body["channel_id"],
        body["instanceData"]["idInstance"], body["instanceId"], body["app"], number}) {
    if (named.is(json_kind::string) || named.is(json_kind::number)) {
      return std::string{named.text()};
    }
  }
  return {};
}

/// Of a form, `name=value&…`: whether it has the field.
[[nodiscard]] inline bool has_form_field(std::string_view form, std::string_view name) {
  for (auto at = form.find(name); at != std::string_view::npos; at = form.find(name, at + 1)) {
    const bool begins = at == 0 || form[at - 1] == '&';
    const auto end = at + name.size();
    if (begins && end < form.size() && form[end] == '=') return true;
  }
  return false;
}

/// The providers that post forms.
[[nodiscard]] inline recognised_body recognise_form(std::string_view body) {
  constexpr std::size_t enough = 4096;
  const auto form = body.substr(0, enough);
  const bool is_twilios =
      (has_form_field(form, "MessageStatus") && has_form_field(form, "MessageSid")) ||
      (has_form_field(form, "SmsStatus") && has_form_field(form, "SmsSid"));
  if (is_twilios) return {"twilio", "Twilio", {}};
  if (has_form_field(form, "jsonData")) return {"whatsmeow", "wuzapi", {}};
  return {};
}

}  // namespace detail

WAYBILL_INLINE recognised_body recognise(std::string_view body, const json_limits& limits) {
  const auto [document, problem] = read_json(body, detail::recognised_fields, limits);
  if (problem) return detail::recognise_form(body);
  auto root = dialects::unwrapped(json_view{document});
  if (root.is(json_kind::array)) {
    const auto first = dialects::unwrapped(root.first());
    const bool is_item = first["keyId"].exists() || first["key"].exists();
    if (first.is(json_kind::object) && !is_item) root = first;
  }
  for (const auto& shape : detail::provider_shapes) {
    if (shape.fits(root)) {
      return {shape.dialect, shape.provider, detail::instance_in(root), shape.is_mere_envelope};
    }
  }
  return {{}, {}, detail::instance_in(root)};
}

}  // namespace waybill
