#pragma once

#include <optional>
#include <string>
#include <variant>

#include <waybill/sends.hpp>

namespace waybill_harness {

/// For help texts: lines that are a send and an intent.
inline constexpr auto example_of_a_send =
    R"({"send":{"row":"42","message_id":"3EB0…","campaign":"spring","instance":"shop-1"}})";
inline constexpr auto example_of_an_intent = R"({"intend":{…}})";

/// A message of which a line tells that it was sent, or that it is about to be.
using told_message = std::variant<waybill::sent_message, waybill::intended_message>;

/// The message in a line `{"send":{"row":…,"message_id":…}}`, which may have `instance`,
/// `campaign`, `contact`, `resend`, and the gateway's whole `response` in place of the id; or in a
/// line `{"intend":{…}}`, whose `message_id` is the one that the sender chose. Nothing for another
/// line, such as a webhook body. Throws `std::runtime_error` with a sentence where it cannot be
/// read.
[[nodiscard]] std::optional<told_message> find_message(const std::string& line,
                                                       const std::string& tenant);

}  // namespace waybill_harness
