#pragma once

#include <optional>
#include <string>

#include <httplib.h>

#include "gates.hpp"
#include "service.hpp"

namespace waybill_server {

/// What is told to those who are not let in: which proof, and what was amiss.
[[nodiscard]] std::string why(waybill::auth_verdict verdict, const std::string& proof);

/// Who may come in by a route, and with what.
struct entry {
  const gates& before;
  bool is_of_gateway;  ///< otherwise of those who hold the token
  bool takes_forms;

  /// Before the body is read. Nothing for what may come in.
  [[nodiscard]] std::optional<refusal> refusal_of(const httplib::Request& request) const;
  /// Whether a proof is looked for once the body is read.
  [[nodiscard]] bool looks_at_body() const;
  [[nodiscard]] std::optional<refusal> refusal_by_proof(const httplib::Request& request,
                                                        const std::string& body) const;
};

using body_handler = void (*)(service&, const httplib::Request&, const std::string& body,
                              httplib::Response&);

/// A handler behind the gates, which must outlive it. A body that is refused is read and thrown
/// away.
[[nodiscard]] httplib::Server::HandlerWithContentReader behind(const entry& way_in, service& with,
                                                               body_handler handle);

}  // namespace waybill_server
