#include "send_line.hpp"

#include <stdexcept>

#include "views.hpp"

namespace waybill_cli {

using nlohmann::json;

namespace {

[[nodiscard]] std::string text(const json& send, const char* name) {
  const auto found = send.find(name);
  if (found == send.end()) return {};
  if (!found->is_string()) throw std::runtime_error{std::string{name} + " must be a string"};
  return found->get<std::string>();
}

}  // namespace

waybill::sent_message read_send(const json& send, const std::string& tenant) {
  if (!send.is_object() || text(send, "row").empty()) {
    throw std::runtime_error{R"(a send needs a row: {"send":{"row":"42","message_id":"3EB0…"}})"};
  }
  waybill::sent_message result;
  result.origin.tenant = tenant;
  result.row = text(send, "row");
  result.instance = text(send, "instance");
  result.campaign = text(send, "campaign");
  result.contact = text(send, "contact");
  result.resend = send.value("resend", false);
  const json answer{{"key", {{"id", text(send, "message_id")}}}};
  result.response = send.contains("response") ? send["response"].dump() : answer.dump();
  return result;
}

nlohmann::ordered_json to_json(const waybill::sent_message& sent,
                               const waybill::send_result& result) {
  nlohmann::ordered_json line{{"row", sent.row}};
  line.update(to_json(result));
  return line;
}

}  // namespace waybill_cli
