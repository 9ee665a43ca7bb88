#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apply_statement.hpp"
#include "postgres_session.hpp"

namespace waybill::detail {

// What the applying statement keeps of how fast campaigns go: the slots of the messages that moved
// (pace.hpp), added up by campaign. A campaign that gets any has its row locked by then, so that no
// two writers are ever at the slots of one campaign.

/// Whether slots are kept, and this batch moves any.
[[nodiscard]] bool is_paced(const table_map& tables, const apply_shape& shape);

/// Whether those that are new are written by a statement of their own, in the same transaction: a
/// distributed PostgreSQL inserts nothing beside the UPDATE of other tables.
[[nodiscard]] bool is_paced_apart(const table_map& tables, const apply_shape& shape);

/// For `chosen`: the times that rows had.
[[nodiscard]] std::string former_times(const apply_statement& in);
/// For `moved`: a column for each slot that a row may have come to or left.
[[nodiscard]] std::string moved_slots(const apply_statement& in);
/// That a row of `moved` came to a slot or left one; nothing where none does.
[[nodiscard]] std::string moves_slots(const apply_statement& in);
/// The parts that add the slots up and write them; the campaigns' part comes before them.
[[nodiscard]] std::string paced(const apply_statement& in);
/// Where new ones are written apart: a further column that tells them.
[[nodiscard]] std::string slots_to_pace(const apply_statement& in);

/// A slot of a campaign, and what is added to it.
struct added_slot {
  std::string_view campaign;
  std::string_view kind;
  std::int64_t slot;
  std::int64_t messages;
};
/// What `slots_to_pace` told; valid as long as its text.
[[nodiscard]] std::vector<added_slot> read_told_slots(std::string_view told);

/// The statement that adds slots, bound as arrays. It returns a row for each.
[[nodiscard]] std::string add_slots_sql(const table_map& tables);
/// Adds slots of a tenant's campaigns, in the transaction that is open and has locked these. Throws
/// a `store_error` unless it wrote all of them.
void add_slots(postgres_session& session, const table_map& tables, const command& with,
               const std::string& tenant, std::span<const added_slot> slots);

}  // namespace waybill::detail
