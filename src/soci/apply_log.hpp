#pragma once

#include <span>
#include <string>

#include <waybill/change.hpp>

#include "apply_columns.hpp"
#include "postgres_session.hpp"
#include "table_map.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

// The log of a batch as a second statement of its transaction: a distributed PostgreSQL takes no
// INSERT among the parts of the applying statement. It takes this one on the server of the tenant,
// because it draws no id there: then one commit there is all. Where the ids are not waybill's to
// draw, the lines go through the coordinator, which commits in two phases. Where a feed is kept,
// two more statements follow, of a row each: its places (feed_batches.hpp), and the batch.

/// Whether the log that a batch of the shape has is written by a statement of its own.
[[nodiscard]] bool is_logged_apart(const table_map& tables, const apply_shape& shape);

/// The text that draws so many ids as `:count` says; empty where the table gives them itself.
[[nodiscard]] std::string log_ids_sql(const table_map& tables);
/// That of the statement. It returns a row for each line that it wrote: its campaign, and its id
/// where a feed is kept.
[[nodiscard]] std::string apply_log_sql(const table_map& tables);

/// The statements that log a batch.
struct log_commands {
  command draw_ids;
  command write;
  command take_places;
  command add_batch;
};
[[nodiscard]] log_commands make_log_commands(const table_map& tables);

/// Logs a batch, of which the applying statement returned `applied`, in the transaction that is
/// open. Throws a `store_error` unless it wrote all lines.
void log_moved(postgres_session& session, const table_map& tables, const log_commands& with,
               std::span<const change> changes, const text_rows& applied);

}  // namespace waybill::detail
