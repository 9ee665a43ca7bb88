#pragma once

// The report half of memory_store.hpp, which includes this file.

#include <algorithm>
#include <tuple>

#include <waybill/memory_store.hpp>

namespace waybill {

namespace detail {

template <typename Table>
[[nodiscard]] auto find_copy(const Table& table, std::string_view tenant, std::string_view id) {
  const auto slot = table.find({std::string{tenant}, std::string{id}});
  using value = typename Table::mapped_type;
  return slot == table.end() ? std::optional<value>{} : std::optional<value>{slot->second};
}

/// Counters beside a recount of the rows; nothing for an unknown campaign.
[[nodiscard]] inline std::optional<campaign_audit> audit_tables(const memory_tables& tables,
                                                                std::string_view tenant,
                                                                std::string_view campaign) {
  const auto stats = find_copy(tables.campaigns, tenant, campaign);
  if (!stats) return std::nullopt;
  campaign_audit result{stats->counters, {}};
  for (const auto& [key, row] : tables.rows) {
    if (key.tenant == tenant && row.campaign == campaign) {
      result.rows += memory_tables::counts_of(row);
    }
  }
  return result;
}

}  // namespace detail

WAYBILL_INLINE std::optional<campaign_stats> memory_store::read_campaign(
    std::string_view tenant, std::string_view campaign) {
  const std::scoped_lock lock{mutex_};
  return detail::find_copy(tables_.campaigns, tenant, campaign);
}

WAYBILL_INLINE std::optional<instance_stats> memory_store::read_instance(
    std::string_view tenant, std::string_view instance) {
  const std::scoped_lock lock{mutex_};
  return detail::find_copy(tables_.instances, tenant, instance);
}

WAYBILL_INLINE std::vector<tracked_message> memory_store::find_stalled(std::string_view tenant,
                                                                       time_point sent_before,
                                                                       std::size_t limit) {
  const std::scoped_lock lock{mutex_};
  std::vector<tracked_message> result;
  for (const auto& [key, row] : tables_.rows) {
    if (key.tenant != tenant || row.status != message_status::sent) continue;
    if (row.times.sent_at && *row.times.sent_at < sent_before) {
      result.push_back(tables_.with_contact(row));
    }
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return std::tie(a.times.sent_at, a.key) < std::tie(b.times.sent_at, b.key);
  });
  if (result.size() > limit) result.resize(limit);
  return result;
}

WAYBILL_INLINE std::optional<campaign_audit> memory_store::audit(std::string_view tenant,
                                                                 std::string_view campaign) {
  const std::scoped_lock lock{mutex_};
  return detail::audit_tables(tables_, tenant, campaign);
}

WAYBILL_INLINE std::optional<campaign_audit> memory_store::repair(std::string_view tenant,
                                                                  std::string_view campaign) {
  const std::scoped_lock lock{mutex_};
  const auto result = detail::audit_tables(tables_, tenant, campaign);
  if (result) {
    tables_.campaigns[{std::string{tenant}, std::string{campaign}}].counters += result->drift();
  }
  return result;
}

WAYBILL_INLINE std::vector<logged_entry> memory_store::read_log(std::string_view tenant,
                                                                std::string_view campaign,
                                                                std::optional<log_id> before,
                                                                std::size_t limit) {
  const std::scoped_lock lock{mutex_};
  std::vector<logged_entry> page;
  const auto slot = tables_.logs.find({std::string{tenant}, std::string{campaign}});
  if (slot == tables_.logs.end()) return page;
  const auto& log = slot->second;
  for (auto entry = log.rbegin(); entry != log.rend() && page.size() < limit; ++entry) {
    if (!before || entry->id < *before) page.push_back(*entry);
  }
  return page;
}

WAYBILL_INLINE std::size_t memory_store::remove_log(std::string_view tenant, time_point older_than,
                                                    std::size_t limit) {
  const std::scoped_lock lock{mutex_};
  std::size_t removed = 0;
  for (auto& [key, log] : tables_.logs) {
    if (key.first != tenant) continue;
    std::erase_if(log, [&](const logged_entry& logged) {
      const bool goes = removed < limit && logged.entry.at < older_than;
      removed += goes ? 1 : 0;
      return goes;
    });
  }
  return removed;
}

}  // namespace waybill
