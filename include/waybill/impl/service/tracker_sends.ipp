#pragma once

// tracker::record_sent and intend; tracker.hpp includes this file.

#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/dialects/form_fields.hpp>
#include <waybill/impl/service/after_record.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

WAYBILL_INLINE send_result tracker::record_sent(const sent_message& sent) const {
  return record_sent(std::span{&sent, 1}).front();
}

WAYBILL_INLINE send_result tracker::record_sent(const sent_message& sent,
                                                const send_response& response) const {
  return record({&sent, 1}, {&response, 1}).front();
}

WAYBILL_INLINE std::vector<send_result> tracker::record_sent(
    std::span<const sent_message> sent) const {
  std::vector<send_response> responses;
  for (const auto& each : sent) responses.push_back(parse_send_response(each.response));
  return record(sent, responses);
}

WAYBILL_INLINE send_result tracker::intend(const intended_message& message) const {
  return intend(std::span{&message, 1}).front();
}

WAYBILL_INLINE std::vector<send_result> tracker::intend(
    std::span<const intended_message> messages) const {
  std::vector<sent_message> sent;
  std::vector<send_response> chosen(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& each = messages[i];
    const bool is_usable =
        dialects::is_valid_id(each.message_id) && dialects::is_utf8(each.message_id);
    sent.push_back({.origin = each.origin,
                    .row = each.row,
                    .instance = each.instance,
                    .resend = each.resend,
                    .campaign = each.campaign,
                    .contact = each.contact});
    if (is_usable) {
      chosen[i].message_id = each.message_id;
    } else {
      chosen[i].problem = "the id is not 1 to 255 bytes of UTF-8 without NUL";
    }
  }
  return record(sent, chosen, true);
}

WAYBILL_INLINE std::vector<send_result> tracker::record(std::span<const sent_message> sent,
                                                        std::span<const send_response> responses,
                                                        bool is_of_intents) const {
  detail::call in{service_};
  auto& store = sends();
  auto batch = detail::open_sends(sent, responses, in.options.clock->now());
  batch.is_of_intents = is_of_intents;
  auto results = detail::record(in, store, std::move(batch));
  detail::warn_of_unrecorded(in.options.on_log, sent, results);
  detail::tell_troubles(in.options.on_log, sent, results);
  detail::settle_early(in, sent, results);
  detail::tell_unknown_instances(in, store, sent, results);
  return results;
}

WAYBILL_INLINE send_store& tracker::sends() const {
  if (auto* const found = service_.where.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
