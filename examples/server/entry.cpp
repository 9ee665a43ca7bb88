#include "entry.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "routes.hpp"
#include "text.hpp"

namespace waybill_server {

namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;

/// Reads a body to its end, so that the next request on the connection begins where it should.
/// Keeps the body only while it is `wanted`, which it no longer is once it is larger than waybill
/// takes. False if its end was not reached.
[[nodiscard]] bool read_body(const Request& request, const ContentReader& read, bool& wanted,
                             std::string& body) {
  if (request.is_multipart_form_data()) {
    return read([](const auto& /*part*/) { return true; },
                [](const char*, std::size_t) { return true; });
  }
  const auto most = waybill::json_limits{}.bytes;
  return read([&](const char* data, std::size_t size) {
    wanted = wanted && body.size() + size <= most;
    if (wanted) body.append(data, size);
    return true;
  });
}

/// Ends the connection after this answer: the rest of a body would be taken for the next request.
void close_after(Response& response) {
  const auto text = std::exchange(response.body, {});
  response.headers.erase("Content-Type");
  response.set_header("Connection", "close");
  response.set_content_provider(
      text.size(), "application/json",
      [text](std::size_t /*offset*/, std::size_t /*size*/, httplib::DataSink& to) {
        to.write(text.data(), text.size());
        return false;  // the library then closes the connection
      });
}

/// What the body is declared as, without a charset.
[[nodiscard]] std::string type_of(const Request& request) {
  auto type = request.get_header_value("Content-Type");
  type.erase(std::min(type.find_first_of("; \t"), type.size()));
  return lower_case(type);
}

/// A browser sends JSON to another site only after asking it, and text or a form without asking: a
/// form is let in only where the gateway posts forms.
[[nodiscard]] std::optional<refusal> refusal_of_type(const Request& request, bool takes_forms) {
  const auto type = type_of(request);
  if (type == "application/json") return std::nullopt;
  if (takes_forms && type == "application/x-www-form-urlencoded") return std::nullopt;
  return refusal{415, "The body must be application/json"};
}

[[nodiscard]] std::vector<waybill::posted_header> headers_of(const Request& request) {
  std::vector<waybill::posted_header> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  return headers;
}

[[nodiscard]] std::optional<refusal> refusal_of_proof(waybill::auth_verdict verdict,
                                                      const std::string& proof) {
  if (verdict == waybill::auth_verdict::accepted) return std::nullopt;
  return refusal{401, why(verdict, proof)};
}

}  // namespace

std::string why(waybill::auth_verdict verdict, const std::string& proof) {
  const auto required = "A valid " + proof + " is required: ";
  if (verdict == waybill::auth_verdict::missing) return required + "there is none";
  if (verdict == waybill::auth_verdict::expired)
    return required + "its time is over; is a clock wrong?";
  return required + "it is " + std::string{to_string(verdict)};
}

bool entry::looks_at_body() const { return is_of_gateway && before.gateway.looks_at_bodies(); }

std::optional<refusal> entry::refusal_by_proof(const Request& request,
                                               const std::string& body) const {
  const auto headers = headers_of(request);
  const waybill::posted_request posted{headers, body};
  return is_of_gateway ? refusal_of_proof(before.gateway.judge(posted), before.gateway.proof())
                       : refusal_of_proof(before.tokens.judge(posted), "token");
}

std::optional<refusal> entry::refusal_of(const Request& request) const {
  if (auto refused = before.sites.refusal_of(request)) return refused;
  if (!looks_at_body()) {
    if (auto refused = refusal_by_proof(request, {})) return refused;
  }
  return refusal_of_type(request, takes_forms);
}

httplib::Server::HandlerWithContentReader behind(const entry& way_in, service& with,
                                                 body_handler handle) {
  return [way_in, &with, handle](const Request& request, Response& response,
                                 const ContentReader& read) {
    auto refused = way_in.refusal_of(request);
    std::string body;
    bool wanted = !refused;
    const bool whole = read_body(request, read, wanted, body);
    if (whole && wanted && way_in.looks_at_body()) {
      refused = way_in.refusal_by_proof(request, body);
      wanted = !refused;
    }
    if (whole && wanted) return handle(with, request, body, response);
    if (refused) {
      answer_error(response, refused->status, refused->text);
    } else {
      answer_error(response, 400, "Body too large or not whole");
    }
    if (!whole) close_after(response);
  };
}

}  // namespace waybill_server
