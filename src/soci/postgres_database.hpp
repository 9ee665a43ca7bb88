#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/soci/postgres_options.hpp>
#include <waybill/soci/postgres_store.hpp>

#include "catalogue.hpp"
#include "command.hpp"
#include "session_pool.hpp"
#include "table_map.hpp"
#include "tenant_shares.hpp"
#include "text_rows.hpp"

namespace waybill {

/// What the parts of a `postgres_store` share: its sessions, and its statements in the words of its
/// tables. One file each for the parts: postgres_messages.cpp, postgres_parking.cpp,
/// postgres_reports.cpp, postgres_log.cpp, postgres_catalog.cpp, postgres_schema.cpp.
class WAYBILL_HIDDEN postgres_store::implementation {
 public:
  using make_command = detail::command (*)(const detail::table_map& tables);

  implementation(const std::string& connection, const postgres_options& options);

  /// Whether the tables are waybill's own.
  [[nodiscard]] bool owns_tables() const noexcept { return owns_tables_; }
  [[nodiscard]] const schema_names& names() const noexcept { return names_; }
  /// Throws `std::logic_error` on tables that belong to somebody else.
  void expect_own_tables(const char* operation) const;
  /// The tables; where they are somebody else's, looked up when first needed. Throws `store_error`
  /// if they are not what the names say.
  [[nodiscard]] const detail::table_map& tables();
  /// Looks the tables up. Throws `store_error` if they are not what the names say.
  void look_up_tables(detail::schema_look how);
  /// The same as closely as can be, with each kind of write tried in a transaction that is rolled
  /// back; returns what had better be changed, a sentence each.
  std::vector<std::string> check_schema();
  /// Makes the one table that is waybill's own among existing ones, if it is not there; returns how
  /// many migrations that took.
  std::size_t make_parked_update(detail::postgres_session& session);
  /// A statement in the words of the tables, the same object every time.
  [[nodiscard]] const detail::command& command_of(make_command make);

  /// The tenant of a call as the tables have it. Throws `store_error` for one that they cannot
  /// have, whose webhooks would otherwise be answered as those of unknown messages.
  [[nodiscard]] std::string stored_tenant(std::string_view tenant);
  /// The items with their tenants as the tables have them; nothing where they are so already.
  template <typename Item>
  [[nodiscard]] std::optional<std::vector<Item>> with_stored_tenants(std::span<const Item> items) {
    if (owns_tables_) return std::nullopt;
    std::optional<std::vector<Item>> result;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto stored = stored_tenant(detail::tenant_of(items[i]));
      if (stored == detail::tenant_of(items[i])) continue;
      if (!result) result.emplace(items.begin(), items.end());
      detail::tenant_in((*result)[i]) = std::move(stored);
    }
    return result;
  }
  /// What a report about a campaign binds; nothing for an id that no campaign can have.
  [[nodiscard]] std::optional<detail::parameters> campaign_keys(std::string_view tenant,
                                                                std::string_view campaign);

  /// Whether a call for these items must be made for one tenant after the other.
  template <typename Item>
  [[nodiscard]] bool must_share(std::span<const Item> items) const {
    const auto is_other = [&](const Item& each) {
      return detail::tenant_of(each) != detail::tenant_of(items.front());
    };
    return tenants_at_once_ == detail::tenants_at_once::one &&
           std::any_of(items.begin(), items.end(), is_other);
  }

  /// Runs one statement in a transaction of its own.
  detail::text_rows run(const detail::command& what, const detail::parameters& bound) {
    return pool_.borrow()->run(what, bound);
  }
  detail::text_rows run(make_command make, const detail::parameters& bound) {
    return run(command_of(make), bound);
  }
  /// A session for several statements; it goes back, rolled back if need be, with the lease.
  [[nodiscard]] detail::session_pool::lease borrow() { return pool_.borrow(); }

 private:
  [[nodiscard]] std::unique_ptr<const detail::table_map> make_tables(
      const detail::column_catalogue& catalogue) const;

  void keep_tables(const detail::column_catalogue& columns);

  schema_names names_;
  bool owns_tables_;
  detail::tenants_at_once tenants_at_once_;
  std::mutex mutex_;  ///< of what follows; never held while the database is asked
  std::unique_ptr<const detail::table_map> tables_;
  std::map<make_command, detail::command> commands_;
  detail::session_pool pool_;  ///< goes first: its sessions refer to the commands
};

}  // namespace waybill
