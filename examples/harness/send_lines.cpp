#include "send_lines.hpp"

#include <stdexcept>

namespace waybill_harness {

namespace {

using nlohmann::json;

[[nodiscard]] std::string text_in(const json& send, const char* name) {
  const auto found = send.find(name);
  if (found == send.end()) return {};
  if (!found->is_string()) throw std::runtime_error{std::string{name} + " must be a string"};
  return found->get<std::string>();
}

[[nodiscard]] bool flag_in(const json& send, const char* name) {
  const auto found = send.find(name);
  if (found == send.end()) return false;
  if (!found->is_boolean()) throw std::runtime_error{std::string{name} + " must be true or false"};
  return found->get<bool>();
}

[[nodiscard]] std::optional<json> find_member(const std::string& line, const std::string& name) {
  if (line.find('"' + name + '"') == std::string::npos) return std::nullopt;  // most are bodies
  const auto parsed = json::parse(line, nullptr, false);
  if (!parsed.is_object() || !parsed.contains(name)) return std::nullopt;
  return parsed[name];
}

}  // namespace

std::optional<json> find_send(const std::string& line) { return find_member(line, "send"); }

std::optional<json> find_intent(const std::string& line) { return find_member(line, "intend"); }

std::string message_id_in(const json& send) { return text_in(send, "message_id"); }

waybill::sent_message read_send(const json& send, const std::string& tenant) {
  if (!send.is_object() || text_in(send, "row").empty()) {
    throw std::runtime_error{R"(a send needs a row: {"send":{"row":"42","message_id":"3EB0…"}})"};
  }
  waybill::sent_message result;
  result.origin.tenant = tenant;
  result.row = text_in(send, "row");
  result.instance = text_in(send, "instance");
  result.campaign = text_in(send, "campaign");
  result.contact = text_in(send, "contact");
  result.resend = flag_in(send, "resend");
  const json answer{{"key", {{"id", text_in(send, "message_id")}}}};
  result.response = send.contains("response") ? send["response"].dump() : answer.dump();
  return result;
}

}  // namespace waybill_harness
