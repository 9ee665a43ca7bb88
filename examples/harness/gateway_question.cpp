#include "gateway_question.hpp"

#include <string_view>

#include <fmt/format.h>

namespace waybill_harness {

namespace {

/// A name as one step of a path.
[[nodiscard]] std::string path_step(const std::string& name) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string step;
  for (const char c : name) {
    const bool is_plain = plain.find(c) != std::string_view::npos;
    step += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return step;
}

}  // namespace

std::optional<gateway_question> question_about(const waybill::tracked_message& message,
                                               const std::string& dialect) {
  // Evolution API 2 keeps the updates of each message, and answers with all that it has.
  if (dialect != "evolution" || message.instance.empty()) return std::nullopt;
  return gateway_question{"POST",
                          "/chat/findStatusMessage/" + path_step(message.instance),
                          {{"where", {{"id", message.message_id}}}}};
}

}  // namespace waybill_harness
