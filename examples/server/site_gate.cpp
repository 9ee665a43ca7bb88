#include "site_gate.hpp"

#include <string_view>

#include "text.hpp"

namespace waybill_server {

namespace {

/// An address of IPv6 stands in brackets, wherever a port may follow.
[[nodiscard]] std::string as_in_a_url(const std::string& name) {
  return name.find(':') == std::string::npos || name.starts_with('[') ? name : '[' + name + ']';
}

[[nodiscard]] std::string without_port(const std::string& host) {
  return host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
}

/// Whether a page of that origin came from this host. A proxy may have made its `https` our `http`.
[[nodiscard]] bool is_from(std::string_view host, std::string_view origin) {
  const auto end_of_scheme = origin.find("://");
  return end_of_scheme != std::string_view::npos && origin.substr(end_of_scheme + 3) == host;
}

}  // namespace

site_gate::site_gate(const std::vector<std::string>& names) {
  for (const auto& name : names) names_.insert(lower_case(as_in_a_url(name)));
}

std::optional<refusal> site_gate::refusal_of(const httplib::Request& request) const {
  if (request.get_header_value_count("Host") != 1) return refusal{400, "One Host is required"};
  const auto host = lower_case(request.get_header_value("Host"));
  const auto name = without_port(host);
  if (!names_.contains(name) && name != as_in_a_url(request.local_addr)) {
    return refusal{
        421, "This server does not go by the name '" + name + "'; --allowed-host tells it to"};
  }
  for (std::size_t i = 0; i < request.get_header_value_count("Origin"); ++i) {
    if (!is_from(host, lower_case(request.get_header_value("Origin", i)))) {
      return refusal{403, "Pages of other sites are not let in"};
    }
  }
  return std::nullopt;
}

}  // namespace waybill_server
