// The feed of a tenant in SQLite. One connection writes at a time and a rolled back id is given
// again, so that ids are committed in their order without more ado.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include <waybill/feed_store.hpp>

#include "log_rows.hpp"
#include "sqlite_columns.hpp"
#include "sqlite_parts.hpp"

namespace waybill::detail {

namespace {

/// How long a listener does not look. SQLite tells nobody what another process wrote.
constexpr std::chrono::milliseconds look_away{50};

// One statement is one snapshot: what was removed, and what is left.
[[nodiscard]] const command& read_feed_command() {
  static const command what{
      "read_feed",
      fmt::format("WITH gone AS (SELECT coalesce((SELECT removed_id FROM log_head"
                  " WHERE tenant_id = :tenant), 0) AS id)"
                  " SELECT coalesce(l.entry_id, ''), {}, coalesce(l.campaign_id, ''),"
                  " CAST(max(g.id, coalesce((SELECT max(n.id) FROM campaign_log AS n"
                  " INDEXED BY campaign_log_tenant WHERE n.tenant_id = :tenant), 0)) AS TEXT),"
                  " CAST(g.id AS TEXT)"
                  " FROM gone AS g LEFT JOIN (SELECT CAST(id AS TEXT) AS entry_id, *"
                  " FROM campaign_log INDEXED BY campaign_log_tenant WHERE tenant_id = :tenant"
                  " AND id > max((SELECT id FROM gone), CAST(:after AS INTEGER))"
                  " ORDER BY id LIMIT CAST(:limit AS INTEGER)) AS l ON true ORDER BY l.id",
                  sqlite_entry_columns),
      feed_column_count, false};
  return what;
}

class sqlite_feed final : public feed_store {
 public:
  explicit sqlite_feed(sqlite_database& database) noexcept : database_(database) {}

  feed_page read_feed(std::string_view tenant, log_id after, std::size_t limit) override {
    return read_feed_page(database_.read(read_feed_command(), {{"tenant", std::string{tenant}},
                                                               {"after", limit_text(after)},
                                                               {"limit", limit_text(limit)}}),
                          after);
  }

  bool wait_feed(std::string_view tenant, log_id after,
                 std::chrono::milliseconds at_most) override {
    static const command last{"wait_feed",
                              "SELECT '1' FROM campaign_log INDEXED BY campaign_log_tenant"
                              " WHERE tenant_id = :tenant AND id > CAST(:after AS INTEGER) LIMIT 1",
                              1, false, true};
    const parameters of{{"tenant", std::string{tenant}}, {"after", limit_text(after)}};
    const auto until = std::chrono::steady_clock::now() + std::min(at_most, longest_feed_wait);
    while (database_.read(last, of).size() == 0) {
      const auto now = std::chrono::steady_clock::now();
      if (now >= until) return false;
      std::this_thread::sleep_until(std::min(until, now + look_away));
    }
    return true;
  }

 private:
  sqlite_database& database_;
};

}  // namespace

std::unique_ptr<feed_store> make_sqlite_feed(sqlite_database& database) {
  return std::make_unique<sqlite_feed>(database);
}

}  // namespace waybill::detail
