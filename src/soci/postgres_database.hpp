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

#include <waybill/message.hpp>
#include <waybill/soci/postgres_options.hpp>
#include <waybill/soci/schema_names.hpp>

#include "command.hpp"
#include "schema_look.hpp"
#include "session_pool.hpp"
#include "table_map.hpp"
#include "tenant_shares.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// What the parts of a `postgres_store` share: its sessions, and its statements in the words of its
/// tables.
class postgres_database {
 public:
  using make_command = command (*)(const table_map& tables);

  postgres_database(const std::string& connection, const postgres_options& options);
  postgres_database(const lender& from, const postgres_options& options);
  /// The same database within the caller's transaction, which must outlive it.
  postgres_database(postgres_database& like, savepoint& in);

  /// Whether what it writes is the caller's to commit.
  [[nodiscard]] bool is_in_callers_transaction() const noexcept { return in_callers_transaction_; }

  /// Whether the tables are waybill's own.
  [[nodiscard]] bool owns_tables() const noexcept { return owns_tables_; }
  [[nodiscard]] const schema_names& names() const noexcept { return names_; }
  /// The tables; where they are another owner's, looked up when first needed. Throws `store_error`
  /// if they are not what the names say.
  [[nodiscard]] const table_map& tables();
  /// Looks the tables up. Throws `store_error` if they are not what the names say.
  void look_up_tables(schema_look how);
  /// The same as closely as can be, with each kind of write tried in a transaction that is rolled
  /// back; returns what should be changed, a sentence each.
  std::vector<std::string> check_schema();
  /// A statement in the words of the tables, the same object every time.
  [[nodiscard]] const command& command_of(make_command make);

  /// The tenant of a call as the tables have it; nothing for one that they cannot have.
  [[nodiscard]] std::optional<std::string> find_stored_tenant(std::string_view tenant);
  /// The same. Throws `store_error` for one that they cannot have, whose webhooks would otherwise
  /// be answered as those of unknown messages.
  [[nodiscard]] std::string stored_tenant(std::string_view tenant);
  /// The items with their tenants as the tables have them; nothing where they are so already.
  template <typename Item>
  [[nodiscard]] std::optional<std::vector<Item>> with_stored_tenants(std::span<const Item> items) {
    return respelled(items, [&](std::string_view tenant) { return stored_tenant(tenant); });
  }
  /// The same where a tenant that the tables cannot have is no error: nothing of it is there.
  template <typename Item>
  [[nodiscard]] std::optional<std::vector<Item>> with_known_tenants(std::span<const Item> items) {
    return respelled(items, [&](std::string_view tenant) {
      return find_stored_tenant(tenant).value_or(std::string{tenant});
    });
  }
  /// What a report about a campaign binds; nothing for an id that no campaign can have.
  [[nodiscard]] std::optional<parameters> campaign_keys(const campaign_key& campaign);

  /// Whether a call for these items must be made for one tenant after the other.
  template <typename Item>
  [[nodiscard]] bool must_share(std::span<const Item> items) const {
    const auto is_other = [&](const Item& each) {
      return tenant_of(each) != tenant_of(items.front());
    };
    return tenants_at_once_ == tenants_at_once::one &&
           std::any_of(items.begin(), items.end(), is_other);
  }

  /// Runs one statement in a transaction of its own.
  text_rows run(const command& what, const parameters& bound) {
    return pool_.borrow()->run(what, bound);
  }
  text_rows run(make_command make, const parameters& bound) { return run(command_of(make), bound); }
  /// A session for several statements; it goes back, rolled back if need be, with the lease.
  [[nodiscard]] session_pool::lease borrow() { return pool_.borrow(); }

 private:
  template <typename Item, typename Spell>
  [[nodiscard]] std::optional<std::vector<Item>> respelled(std::span<const Item> items,
                                                           Spell spell) const {
    if (owns_tables_) return std::nullopt;
    std::optional<std::vector<Item>> result;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto stored = spell(tenant_of(items[i]));
      if (stored == tenant_of(items[i])) continue;
      if (!result) result.emplace(items.begin(), items.end());
      tenant_in((*result)[i]) = std::move(stored);
    }
    return result;
  }

  [[nodiscard]] std::unique_ptr<const table_map> make_tables(const column_catalogue& catalogue,
                                                             bool has_feed) const;

  void keep_tables(const column_catalogue& columns, bool has_feed);

  /// What a database and the same within a transaction have in common.
  struct vocabulary {
    std::mutex mutex{};  ///< of what follows; never held while the database is asked
    std::unique_ptr<const table_map> tables{};
    std::map<make_command, command> commands{};
  };

  schema_names names_;
  bool owns_tables_;
  tenants_at_once tenants_at_once_;
  bool tells_feed_;
  bool in_callers_transaction_ = false;
  std::shared_ptr<vocabulary> words_;
  session_pool pool_;  ///< goes first: its sessions refer to the commands
};

}  // namespace waybill::detail
