#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <httplib.h>

namespace waybill_server {

/// Why a request is not let in.
struct refusal {
  int status;
  std::string text;
};

/// Refuses what web pages of other sites make a browser send. A browser says in `Origin` which site
/// the page is from, and in `Host` which server it asked for: another site may point its own name
/// at this server's address (DNS rebinding).
class site_gate {
 public:
  /// The server goes by these names, by those of the loopback interface and by the address that a
  /// request came to.
  explicit site_gate(const std::vector<std::string>& names);

  /// Nothing for what may come in.
  [[nodiscard]] std::optional<refusal> refusal_of(const httplib::Request& request) const;

 private:
  std::set<std::string> names_{"localhost", "127.0.0.1", "[::1]"};
};

}  // namespace waybill_server
