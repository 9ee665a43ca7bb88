#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/soci/schema_names.hpp>
#include <waybill/testing/contract/world.hpp>

namespace waybill_test {

/// Tables of somebody else's, as a test makes them, and what the store is told of them.
struct existing_tables {
  std::string name{};
  waybill::schema_names names{};
  std::string ddl{};
  std::string empty{};    ///< the statement that empties all of them
  std::string id_type{};  ///< uuid, bigint or text
  std::vector<waybill::testing::part> left_out{};

  /// The nth id of that type.
  [[nodiscard]] std::string id(std::size_t n) const;
  /// The column that tells which log entry came first.
  [[nodiscard]] const std::string& log_order() const {
    return names.instance.id.empty() ? names.campaign_log.id : names.campaign_log.created_at;
  }
};

/// The reference handler's tables, with ids of a type.
[[nodiscard]] existing_tables reference_tables(const std::string& id_type);
/// Two tables, and in them only what waybill cannot do without.
[[nodiscard]] existing_tables bare_tables();
/// Tables whose names share nothing with waybill's, and are all that a name can be.
[[nodiscard]] existing_tables strange_tables();
/// The same tables, of which no column for the kind of a failure is told.
[[nodiscard]] existing_tables tables_without_kinds();

}  // namespace waybill_test
