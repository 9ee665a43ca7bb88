// The feed of a tenant: what listeners ask.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <waybill/feed_store.hpp>

#include "connection_string.hpp"
#include "feed_batches.hpp"
#include "feed_listener.hpp"
#include "log_rows.hpp"
#include "postgres_log.hpp"
#include "postgres_parts.hpp"

namespace waybill::detail {

namespace {

/// How long a listener does not look, unless it hears something.
constexpr std::chrono::milliseconds longest_look_away{200};

// One statement is one snapshot: what was removed, and what is left. Without a head nothing was
// ever logged.
[[nodiscard]] command read_feed_command(const table_map& tables, std::size_t limit) {
  return {"read_feed",
          tables.sql(R"sql(
SELECT coalesce(e.place::text, ''), {entry}, coalesce(e.campaign_id, ''), h.last_place::text,
  h.removed_place::text
FROM (
  SELECT *, greatest(:after::bigint, removed_place) AS begins
  FROM waybill.feed_head WHERE tenant_id = :tenant::text
) h
LEFT JOIN LATERAL (
  SELECT n.place, l.*
  FROM {next_entries} n
  CROSS JOIN LATERAL (
    SELECT l.campaign_id, {columns}
    FROM {campaign_log} l
    WHERE l.tenant_id = :tenant::text AND l.campaign_id = n.campaign_id AND l.id = n.log_id
    OFFSET 0
  ) l
) e ON true
ORDER BY e.place
)sql",
                     {{"entry", postgres_log::entry_names("coalesce(e.{}, '')")},
                      {"next_entries", next_entries(limit)},
                      {"columns", postgres_log::entry_columns(tables)}}),
          feed_column_count, false};
}

[[nodiscard]] command last_command(const table_map& /*tables*/) {
  return {"wait_feed",
          "SELECT h.last_place::text FROM waybill.feed_head h WHERE h.tenant_id = :tenant::text", 1,
          false, true};
}

/// What is said on the channel: no tenant's name, which any role of the database could hear.
[[nodiscard]] command name_command(const table_map& /*tables*/) {
  return {"wait_feed", "SELECT hashtextextended(:tenant::text, 0)::text", 1, false, true};
}

class postgres_feed final : public feed_store {
 public:
  postgres_feed(postgres_database& database, std::string where)
      : database_(database), listener_(std::move(where)) {}

  feed_page read_feed(std::string_view tenant, log_id after, std::size_t limit) override {
    const auto rows =
        database_.run(read_feed_command(database_.tables(), limit),
                      {{"tenant", std::string{tenant}}, {"after", place_text(after)}});
    auto page = read_feed_page(rows, after);
    const auto begins = std::max(after, page.removed_through);
    // Places have no gaps. So the page goes on also where entries were removed by hand.
    if (begins < page.last) page.next = begins + std::min<log_id>(limit, page.last - begins);
    return page;
  }

  bool wait_feed(std::string_view tenant, log_id after,
                 std::chrono::milliseconds at_most) override {
    const parameters of{{"tenant", std::string{tenant}}};
    const auto until = std::chrono::steady_clock::now() + std::min(at_most, longest_feed_wait);
    if (is_after(of, after)) return true;
    feed_listener::ear ear{listener_, database_.run(name_command, of).text(0, 0)};
    while (!is_after(of, after)) {
      const auto now = std::chrono::steady_clock::now();
      if (now >= until) return false;
      ear.listen(std::min(until, now + longest_look_away));
    }
    return true;
  }

 private:
  [[nodiscard]] bool is_after(const parameters& of, log_id after) {
    const auto rows = database_.run(last_command, of);
    return rows.size() != 0 && static_cast<log_id>(rows.number(0, 0)) > after;
  }

  postgres_database& database_;
  feed_listener listener_;
};

}  // namespace

std::unique_ptr<feed_store> make_postgres_feed(postgres_database& database,
                                               const std::string& connection,
                                               const postgres_options& options) {
  // A pooler hands a connection on after each transaction, and the servers of a cluster do not hear
  // each other.
  const bool hears = options.feed_notices && !connection.empty() && !options.pooler_mode &&
                     !options.one_tenant_statements;
  return std::make_unique<postgres_feed>(
      database, hears ? connection_string(connection, options) : std::string{});
}

}  // namespace waybill::detail
