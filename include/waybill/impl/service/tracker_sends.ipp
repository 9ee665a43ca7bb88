#pragma once

// tracker::record_sent; tracker.hpp includes this file.

#include <span>
#include <stdexcept>
#include <vector>

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

WAYBILL_INLINE std::vector<send_result> tracker::record(
    std::span<const sent_message> sent, std::span<const send_response> responses) const {
  detail::call in{service_};
  auto& store = sends();
  auto results = detail::record(in, store, sent, responses);
  detail::warn_of_unrecorded(in.options.on_log, sent, results);
  detail::settle_early(in, sent, results);
  detail::tell_unknown_instances(in, store, sent, results);
  return results;
}

WAYBILL_INLINE send_store& tracker::sends() const {
  if (auto* const found = service_.where.sends()) return *found;
  throw std::logic_error("waybill: this store does not record sends; give it a send_store");
}

}  // namespace waybill
