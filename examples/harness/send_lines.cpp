#include "send_lines.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace waybill_harness {

namespace {

using nlohmann::json;

[[nodiscard]] std::string text_in(const json& told, const char* name) {
  const auto found = told.find(name);
  if (found == told.end()) return {};
  if (!found->is_string()) throw std::runtime_error{std::string{name} + " must be a string"};
  return found->get<std::string>();
}

[[nodiscard]] bool flag_in(const json& told, const char* name) {
  const auto found = told.find(name);
  if (found == told.end()) return false;
  if (!found->is_boolean()) throw std::runtime_error{std::string{name} + " must be true or false"};
  return found->get<bool>();
}

/// What a send and an intent have in common.
template <typename Message>
[[nodiscard]] Message read_message(const json& told, const std::string& tenant) {
  if (!told.is_object() || text_in(told, "row").empty()) {
    throw std::runtime_error{
        R"(a message needs a row: {"send":{"row":"42","message_id":"3EB0…"}})"};
  }
  Message result;
  result.origin.tenant = tenant;
  result.row = text_in(told, "row");
  result.instance = text_in(told, "instance");
  result.campaign = text_in(told, "campaign");
  result.contact = text_in(told, "contact");
  result.resend = flag_in(told, "resend");
  return result;
}

[[nodiscard]] waybill::sent_message read_send(const json& told, const std::string& tenant) {
  auto result = read_message<waybill::sent_message>(told, tenant);
  const json answer{{"key", {{"id", text_in(told, "message_id")}}}};
  result.response = told.contains("response") ? told["response"].dump() : answer.dump();
  return result;
}

[[nodiscard]] waybill::intended_message read_intent(const json& told, const std::string& tenant) {
  auto result = read_message<waybill::intended_message>(told, tenant);
  result.message_id = text_in(told, "message_id");
  return result;
}

}  // namespace

std::optional<told_message> find_message(const std::string& line, const std::string& tenant) {
  const auto has = [&](const char* name) { return line.find(name) != std::string::npos; };
  if (!has(R"("send")") && !has(R"("intend")")) return std::nullopt;  // most are bodies
  const auto parsed = json::parse(line, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  if (parsed.contains("send")) return read_send(parsed["send"], tenant);
  if (parsed.contains("intend")) return read_intent(parsed["intend"], tenant);
  return std::nullopt;
}

}  // namespace waybill_harness
