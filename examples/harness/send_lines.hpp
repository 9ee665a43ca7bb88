#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include <waybill/sends.hpp>

namespace waybill_harness {

/// For help texts: a line that is a send.
inline constexpr auto example_of_a_send =
    R"({"send":{"row":"42","message_id":"3EB0…","campaign":"spring","instance":"shop-1"}})";

/// The send in a line `{"send":{"row":…,"message_id":…}}`, which may have `instance`, `campaign`,
/// `contact`, `resend`, and the gateway's whole `response` in place of the id. Nothing for a line
/// without a send, such as a webhook body.
[[nodiscard]] std::optional<nlohmann::json> find_send(const std::string& line);

/// The same of a line `{"intend":{…}}`, whose `message_id` is the one that the sender chose.
[[nodiscard]] std::optional<nlohmann::json> find_intent(const std::string& line);

/// Empty where it has none.
[[nodiscard]] std::string message_id_in(const nlohmann::json& send);

/// Reads it. Throws `std::runtime_error` with a sentence for what is none.
[[nodiscard]] waybill::sent_message read_send(const nlohmann::json& send,
                                              const std::string& tenant);

}  // namespace waybill_harness
