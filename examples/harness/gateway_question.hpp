#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

namespace waybill_harness {

/// A request whose answer is what a gateway has stored of one message; a dialect reads it as
/// reports.
struct gateway_question {
  std::string method{};
  std::string path{};  ///< under the gateway's address
  nlohmann::ordered_json body{};
};

/// What to ask the gateway that posts in this dialect; nothing where it has no answer that waybill
/// reads.
[[nodiscard]] std::optional<gateway_question> question_about(
    const waybill::tracked_message& message, const std::string& dialect);

}  // namespace waybill_harness
