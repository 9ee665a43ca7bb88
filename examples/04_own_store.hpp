// A store of your own is two functions. This one is a map, a lock and no more: with a database,
// `load` is a SELECT and `apply` a transaction of UPDATEs that name the state they expect.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include <waybill/store.hpp>

struct map_store final : waybill::store {
  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    const std::scoped_lock lock{mutex};
    std::vector<std::vector<waybill::tracked_message>> found(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto [begin, end] = messages.equal_range(keys[i]);
      for (auto it = begin; it != end; ++it) found[i].push_back(it->second);
    }
    return found;
  }

  std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    const std::scoped_lock lock{mutex};
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (!land(changes[i])) lost.push_back(i);
    }
    return lost;
  }

  bool land(const waybill::change& what) {
    auto [it, end] = messages.equal_range({what.key.tenant, what.expected_message_id});
    while (it != end && it->second.key != what.key) ++it;
    if (it == end || it->second.state() != what.expected) return false;  // it has moved meanwhile
    auto& row = it->second;
    row.status = what.next_status;
    for (const auto which : waybill::all_milestones) {
      if (what.proven[which]) row.times.prove(which, *what.proven[which]);
    }
    if (row.reason.empty()) row.reason = what.reason;
    campaigns[{row.key.tenant, row.campaign}] += what.campaign;
    return true;
  }

  std::mutex mutex;
  std::multimap<waybill::message_key, waybill::tracked_message> messages;
  std::map<std::pair<std::string, std::string>, waybill::campaign_delta>
      campaigns;  // by tenant, id
};
