#pragma once

#include <cstddef>
#include <iostream>
#include <string>

#include <waybill/store_parts.hpp>
#include <waybill/tracker.hpp>

#include "support/campaign.hpp"

// A sender that chooses the ids of its messages. It posts to a gateway that reads them from its
// standard output, line by line, and answers each on its standard input.
namespace waybill_test {

inline constexpr std::size_t rows_to_send = 12;

[[nodiscard]] inline std::string row_to_send(std::size_t n) { return "row_" + std::to_string(n); }

/// Posts a message; the gateway's answer.
[[nodiscard]] inline std::string post(const std::string& id) {
  std::cout << id << std::endl;
  std::string answer;
  std::getline(std::cin, answer);
  return answer;
}

/// Sends what is still to be sent. `name` is another for each sender, as new ids are.
inline int send_the_rest(waybill::store& store, const std::string& name) {
  const waybill::tracker tracker{store};
  for (std::size_t n = 0; n < rows_to_send; ++n) {
    auto sent = send_of(row_to_send(n), "");
    const auto intent = tracker.intend({.origin = sent.origin,
                                        .row = sent.row,
                                        .instance = sent.instance,
                                        .message_id = name + "-" + std::to_string(n),
                                        .campaign = sent.campaign,
                                        .contact = sent.contact});
    const waybill::row_key key{sent.origin.tenant, sent.row};
    const auto row = store.sends()->load_rows({&key, 1}).front();
    if (row->status != waybill::message_status::pending) continue;
    sent.response = gateway_answer(post(intent.message_id));
    if (!tracker.record_sent(sent).ok()) return 1;
  }
  return 0;
}

}  // namespace waybill_test
