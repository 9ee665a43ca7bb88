#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apply_statement.hpp"

namespace waybill::detail {

/// What a part adds up of the rows that moved.
struct sum {
  std::string_view name;
  std::string_view of_one;   ///< of the only row
  std::string_view of_many;  ///< as an aggregate
  apply_part part;           ///< that it is in
};

/// A part that writes sums of what moved into the rows they belong to.
struct sums {
  std::string_view part;
  std::string_view table;
  std::string_view key;        ///< the column that names a row
  std::string_view moved_key;  ///< what the sums call it
  std::string needed{};        ///< that a row which moved adds to them
  std::string_view from{};     ///< where those come from, unless from `moved`
  std::vector<sum> values{};
  std::string assignments{};  ///< of the table's row `w` and its sums `d`; none if not needed
};

/// A statement in the words of a part. In `sql` of another part its sums are `g`, and the rows they
/// belong to `x`.
[[nodiscard]] std::string sums_sql(const table_map& tables, const sums& what, std::string_view sql);

/// The part that adds them; nothing where none is needed.
[[nodiscard]] std::string add_sums(const apply_statement& in, const sums& what);

/// What campaigns count.
[[nodiscard]] sums counted(const apply_statement& in);
/// The gauges of instances.
[[nodiscard]] sums gauged(const apply_statement& in);
/// The last interaction of contacts.
[[nodiscard]] sums touched(const apply_statement& in);

}  // namespace waybill::detail
