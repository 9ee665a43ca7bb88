#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/store_parts.hpp>

namespace waybill {

/// An entry of a campaign's log, as the feed tells it.
struct feed_entry {
  std::string campaign{};  ///< the campaign's id
  logged_entry logged{};   ///< its place in the feed, and what happened

  friend bool operator==(const feed_entry&, const feed_entry&) = default;
};

/// Some of a feed, in its order.
struct feed_page {
  std::vector<feed_entry> entries{};  ///< by place
  /// The `after` of the next page. Keep it in the same step as what the entries led to, and each
  /// entry leads to it once.
  log_id next = 0;
  /// Not 0 where entries after the place that was asked for were removed (`remove_log`): the place
  /// of the last one that was. The page begins behind it.
  log_id removed_through = 0;
  /// The place of the newest entry at this moment. Below the place that was asked for, the database
  /// was set back since, by a restore or a failover that lost commits: what was read last is not
  /// there any more, and its places are given anew. The page is then empty.
  log_id last = 0;

  friend bool operator==(const feed_page&, const feed_page&) = default;
};

/// How long one `wait_feed` waits at most.
inline constexpr std::chrono::milliseconds longest_feed_wait = std::chrono::hours{24};

/// Everything that happened to a tenant's messages, in the order in which it was committed: each
/// entry of all its campaigns' logs exactly once. An entry that can be read is followed only by
/// those that were committed after it, so that whoever reads from the last place misses nothing,
/// however long a transaction stays open elsewhere.
///
///     auto page = store.feed()->read_feed(tenant, place, 100);
///     for (const auto& each : page.entries) tell(each);
///     place = page.next;  // and store it
///
/// A message without a campaign has no log, and is not in the feed.
///
/// Threads and errors are as for `store`. Any number of listeners may read, each from its own
/// place; nobody waits for them.
class WAYBILL_EXPORT feed_store {
 public:
  virtual ~feed_store() = default;  ///< with its store

  /// The entries after a place, at most `limit` of them; 0 stands for the beginning.
  [[nodiscard]] virtual feed_page read_feed(std::string_view tenant, log_id after,
                                            std::size_t limit) = 0;

  /// Waits until there is an entry after a place, or so long, and not beyond `longest_feed_wait`;
  /// returns whether there is. To stop a thread that waits, let it wait for so long at a time as
  /// the stop may take. Throws as soon as the store fails; call it again.
  [[nodiscard]] virtual bool wait_feed(std::string_view tenant, log_id after,
                                       std::chrono::milliseconds at_most) = 0;
};

}  // namespace waybill
