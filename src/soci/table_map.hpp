#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/soci/schema_names.hpp>

namespace waybill::detail {

/// What a database says of a column.
struct column_facts {
  std::string type{};  ///< as PostgreSQL writes it
  bool has_default = true;
  bool is_nullable = false;
  std::size_t length = 0;  ///< characters at most; 0 for a type that says nothing of it
};

/// The columns of a schema, by path: `campaign.id`.
using column_catalogue = std::map<std::string, column_facts, std::less<>>;

/// How many tenants a statement may be about.
enum class tenants_at_once : std::uint8_t { one, several };

/// Whether tenants have a feed (feed_batches.hpp), and whether a statement that grows it says so
/// (feed_listener.hpp).
enum class feed_keeping : std::uint8_t { none, silent, told };

/// Turns statements written in waybill's words into those for the tables at hand.
class table_map {
 public:
  using words = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// Columns that are not in the catalogue are as those of waybill's own tables.
  /// Statements for one tenant alone (`tenants_at_once::one`) bind it as `:tenant`.
  explicit table_map(schema_names names, const column_catalogue& catalogue = {},
                     tenants_at_once tenants = tenants_at_once::several,
                     feed_keeping feed = feed_keeping::none);

  /// Whether there is such a table, or column of a table that is there.
  [[nodiscard]] bool has(std::string_view table) const;
  [[nodiscard]] bool has(std::string_view table, std::string_view column) const;
  [[nodiscard]] const schema_names& names() const noexcept { return names_; }
  /// Whether the tables are waybill's own.
  [[nodiscard]] bool is_own() const { return names_ == schema_names::waybill(); }
  /// Whether log entries need an id from waybill.
  [[nodiscard]] bool makes_log_ids() const noexcept { return makes_log_ids_; }
  /// Whether what is logged is added to the tenant's feed.
  [[nodiscard]] bool keeps_feed() const noexcept { return feed_ != feed_keeping::none; }
  [[nodiscard]] bool notes_feed() const noexcept { return feed_ == feed_keeping::told; }
  /// Whether statements are for one tenant alone, as a distributed PostgreSQL needs them.
  [[nodiscard]] bool is_of_one_tenant() const noexcept { return tenants_ == tenants_at_once::one; }
  /// Whether what is loaded tells the place of its row, so that rows are locked in the order of the
  /// keys that a batch names. Texts of existing tables may be ordered as only their columns tell.
  [[nodiscard]] bool tells_places() const;
  /// Whether log entries are numbered.
  [[nodiscard]] bool numbers_log() const { return is_number("campaign_log_id"); }

  /// A statement with `{table}`, `{table_column}` and `{type_table_column}` filled in, and the
  /// `{words}` that are given.
  [[nodiscard]] std::string sql(std::string_view text, words more = {}) const;

  /// A table that is there, quoted.
  [[nodiscard]] std::string table(std::string_view name) const;
  /// The same as the value by which the catalogue's functions know it.
  [[nodiscard]] std::string oid(std::string_view table) const;
  /// A column of the alias, quoted.
  [[nodiscard]] std::string column(std::string_view table, std::string_view name,
                                   std::string_view alias) const;
  /// The same, or something else where there is no such column.
  [[nodiscard]] std::string column_or(std::string_view table, std::string_view name,
                                      std::string_view alias, std::string_view missing) const;
  /// A column as text that is never NULL; the given literal where there is no such column.
  [[nodiscard]] std::string text(std::string_view table, std::string_view name,
                                 std::string_view alias, std::string_view missing = "''") const;
  /// What a column of texts holds where there is nothing: NULL if it may.
  [[nodiscard]] std::string nothing(std::string_view table, std::string_view name) const;
  /// A time as text that is never NULL, as microseconds since 1970.
  [[nodiscard]] std::string time(std::string_view table, std::string_view name,
                                 std::string_view alias) const;

  /// The tenant that is bound, hidden from the planner, which takes one it has not heard of for
  /// empty.
  [[nodiscard]] std::string hidden_tenant() const;
  /// The condition that a row of the table is of the tenant that a text or other row names.
  [[nodiscard]] std::string of_tenant(std::string_view table, std::string_view alias,
                                      std::string_view tenant) const;
  /// A further condition on a tenant of type text where statements are of one tenant, or nothing.
  [[nodiscard]] std::string one_tenant(std::string_view before, std::string_view column) const;
  /// The tenant of a row, as it is stored.
  [[nodiscard]] std::string tenant(std::string_view table, std::string_view alias) const;
  /// The columns that a table's rows are locked in the order of.
  [[nodiscard]] std::string lock_order(std::string_view table, std::string_view alias,
                                       std::string_view key) const;

  /// A value as the type of a column. What is only for people (`column_kind::remark`) is cut to
  /// what the column takes: a reason is no cause to lose a status.
  [[nodiscard]] std::string fitted(std::string_view table, std::string_view name,
                                   std::string_view value) const;
  /// A key as the column has it, or nothing if no row can have that (stored_key.hpp).
  [[nodiscard]] std::optional<std::string> key(std::string_view table, std::string_view name,
                                               std::string_view given) const;
  /// The type of the tenants, and whether the tables tell them apart.
  [[nodiscard]] const std::string& tenant_type() const {
    return words_.find("tenant_type")->second;
  }
  [[nodiscard]] bool has_tenants() const { return has("campaign_contact", "tenant_id"); }

  /// The assignments whose column there is and whose value is not empty, with a comma between
  /// them: `{column, value}`.
  [[nodiscard]] std::string assignments(std::string_view table, words values) const;

 private:
  [[nodiscard]] bool is_number(std::string_view word) const;
  /// That a column of a row is the one tenant, where a join says which row it is. The collation is
  /// no index's. Without it the planner looks rows up by the tenant alone, of which it has often
  /// heard little, and goes through all of that tenant for each row of a batch.
  [[nodiscard]] static std::string beside_join(std::string_view column, std::string_view type);

  schema_names names_;
  tenants_at_once tenants_;
  feed_keeping feed_;
  bool makes_log_ids_ = false;
  std::map<std::string, std::string, std::less<>> words_;
  std::map<std::string, std::size_t, std::less<>> lengths_;  ///< of remarks that are cut
};

}  // namespace waybill::detail
