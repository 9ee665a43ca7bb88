#pragma once

// What operators call on a tracker; tracker.hpp includes this file.

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/impl/service/stalled.hpp>
#include <waybill/impl/service/sweep.hpp>
#include <waybill/store_parts.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// The answer to a question, asked again while the store fails.
template <typename Question>
auto ask(const service& of, const Question& question) {
  auto* const reports = of.where.reports();
  if (reports == nullptr) {
    throw std::logic_error("waybill: this store answers no questions; give it a report_store");
  }
  return call{of}.retry.run([&] { return question(*reports); });
}

/// As many rows as were asked for, in as many steps as that takes.
[[nodiscard]] inline recipient_page fill_page(const service& of, const campaign_key& campaign,
                                              recipient_query query) {
  recipient_page page;
  do {
    auto step = ask(of, [&](auto& reports) { return reports.read_recipients(campaign, query); });
    for (auto& each : step.recipients) page.recipients.push_back(std::move(each));
    query.limit -= std::min(query.limit, step.recipients.size());
    page.next = query.after = std::move(step.next);
  } while (!page.next.empty() && query.limit != 0);
  return page;
}

}  // namespace detail

WAYBILL_INLINE sweep_result tracker::sweep() const {
  sweep_result result;
  detail::sweep(service_, result);
  return result;
}

WAYBILL_INLINE std::optional<campaign_stats> tracker::campaign_stats(
    const campaign_key& campaign) const {
  return detail::ask(service_, [&](auto& reports) { return reports.read_campaign(campaign); });
}

WAYBILL_INLINE std::optional<instance_stats> tracker::instance_stats(
    const instance_key& instance) const {
  return detail::ask(service_, [&](auto& reports) { return reports.read_instance(instance); });
}

WAYBILL_INLINE recipient_page tracker::recipients(const campaign_key& campaign,
                                                  recipient_query query) const {
  return detail::fill_page(service_, campaign, std::move(query));
}

WAYBILL_INLINE std::optional<message_story> tracker::find_message(const row_key& row) const {
  return detail::ask(service_, [&](auto& reports) { return reports.find_message(row); });
}

WAYBILL_INLINE std::vector<message_story> tracker::find_messages(const message_key& message) const {
  return detail::ask(service_, [&](auto& reports) { return reports.find_messages(message); });
}

WAYBILL_INLINE std::vector<tracked_message> tracker::find_stalled(std::string_view tenant,
                                                                  std::chrono::seconds age,
                                                                  std::size_t limit) const {
  const auto sent_before = service_.options.clock->now() - age;
  return detail::ask(
      service_, [&](auto& reports) { return reports.find_stalled(tenant, sent_before, limit); });
}

WAYBILL_INLINE std::vector<status_transition> tracker::fail_stalled(std::string_view tenant,
                                                                    std::chrono::seconds age,
                                                                    std::size_t limit) const {
  auto stalled = find_stalled(tenant, age, limit);
  detail::call in{service_};
  detail::fail_stalled(in, std::move(stalled));
  return in.take_moved();
}

WAYBILL_INLINE std::optional<campaign_audit> tracker::verify(const campaign_key& campaign) const {
  return detail::ask(service_, [&](auto& reports) { return reports.audit(campaign); });
}

WAYBILL_INLINE std::optional<campaign_audit> tracker::recount(const campaign_key& campaign) const {
  return detail::ask(service_, [&](auto& reports) { return reports.repair(campaign); });
}

WAYBILL_INLINE std::optional<campaign_pace> tracker::pace(const campaign_key& campaign) const {
  return detail::ask(service_, [&](auto& reports) { return reports.read_pace(campaign); });
}

}  // namespace waybill
