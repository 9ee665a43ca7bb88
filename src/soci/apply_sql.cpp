// One statement, made of parts. `chosen` keeps the changes whose expected state holds, and locks
// their rows in key order whatever plan the planner takes: the lock comes after the sort, and after
// a wait the conditions are looked at again. `moved` finds those rows by their place, which saves a
// look into the index; a row that got another place during such a wait is lost to the writer that
// moved it. Of two changes to one row the UPDATE takes one, and the other loses to it. All else
// derives from the rows that really changed (`moved`), so that a lost race or a repeat adds
// nothing.
//
// The parts that follow `moved` run in the order in which the last SELECT counts what they wrote:
// log, contact, instance, campaign, pace, feed. The rows that most writers share are so locked last
// and for the shortest time. Each locks its rows in key order too. The log locks none.
//
// A trigger or row-level security can keep a row from being written without an error. So what each
// part wrote is compared with what it should have, and any difference fails the whole statement.
// The form that looks then runs in its place: there a row that is absent is passed over, and one
// that is there and was not written fails the whole statement and is told (unwritten.hpp).
//
// A statement has only the parts and columns that its batch needs (apply_columns.hpp). One change
// alone comes as scalars, in the place of `chosen`; each of its parts then writes one row, and
// needs no lock before.
//
// A column gets a new value only by a change that is about it; else it keeps its own, also NULL.
//
// A column of the batch in which there is nothing comes as an empty array (apply_command.cpp): what
// reads `b`, `n`, `m` or `l` takes NULL for nothing.

#include "apply_sql.hpp"

#include <string_view>

#include <fmt/format.h>

#include "apply_log.hpp"
#include "apply_messages.hpp"
#include "apply_pace.hpp"
#include "apply_sums.hpp"
#include "feed_batches.hpp"
#include "log_columns.hpp"
#include "quoting.hpp"
#include "unwritten.hpp"

namespace waybill::detail {

namespace {

using apply_columns::of_log;

/// The log's lines `l` and the rows `m` that they are about.
[[nodiscard]] std::string source_of_lines(const apply_statement& in) {
  std::string values;
  if (in.is_one()) {
    list(values, in.shape, of_log, as_scalar(in.tables));
  } else {
    list(values, in.shape, of_log, as_array(in.tables));
  }
  const auto* const no_reason =
      in.has(apply_part::failed)
          ? ""
          : ", NULL::text AS error_code, NULL::text AS error_message, NULL::text AS failure_kind";
  if (in.is_one()) return fmt::format("moved m CROSS JOIN (SELECT {}{}) l", values, no_reason);
  std::string names;
  list(names, in.shape, of_log, as_name());
  return fmt::format(
      "(SELECT u.*{} FROM unnest({}) WITH ORDINALITY AS u({}, line)) l JOIN moved m ON m.ord = "
      "l.change",
      no_reason, values, names);
}

/// Whether this statement writes the log.
[[nodiscard]] bool is_logged(const apply_statement& in) {
  return in.has(apply_part::log) && in.tables.has("campaign_log") &&
         !is_logged_apart(in.tables, in.shape);
}

[[nodiscard]] std::string logged(const apply_statement& in) {
  if (!is_logged(in)) return {};
  const bool feeds = in.tables.keeps_feed();
  const auto columns = log_columns(in.tables);
  return in.tables.sql(
             R"sql(,
logged AS (
  INSERT INTO {campaign_log} ({columns})
  SELECT {values}
  FROM {source}
  WHERE m.campaign_id IS NOT NULL{in_order}
  RETURNING {told}
))sql",
             {{"columns", columns.names},
              {"values", columns.values},
              {"source", source_of_lines(in)},
              {"in_order", in.is_one() ? "" : "\n  ORDER BY l.line"},
              {"told", feeds ? "tenant_id, campaign_id, id" : "1"}}) +
         (feeds ? feed_parts(in) : "");
}

/// Whether row-level security is in force for this role.
[[nodiscard]] std::string row_security(const table_map& tables, std::string_view table) {
  return fmt::format("row_security_active({})", tables.oid(table));
}

/// The name of a table, where a condition says that a row of it was not written.
[[nodiscard]] std::string named_if(const table_map& tables, std::string_view table,
                                   std::string_view condition) {
  return tables.sql(
      "CASE WHEN {condition} THEN {name} || CASE WHEN {row_security} THEN {mark} ELSE '' END END",
      {{"condition", std::string{condition}},
       {"name", quote_literal(tables.table(table))},
       {"row_security", row_security(tables, table)},
       {"mark", quote_literal(row_security_mark)}});
}

/// A row that was locked at its place and is still there was kept back from the UPDATE. One that
/// got another place meanwhile is lost to the writer that moved it.
[[nodiscard]] std::string unmoved(const table_map& tables) {
  return named_if(
      tables, "campaign_contact",
      tables.sql(R"sql((SELECT count(*) FROM chosen) > count(*)
      AND (SELECT count(DISTINCT (n.tenant_id, n.id)) FROM chosen n
           JOIN {campaign_contact} c ON c.ctid = n.place AND {of_tenant}
             AND c.{campaign_contact_id} = n.id) > count(*))sql",
                 {{"of_tenant", tables.of_tenant("campaign_contact", "c", "n.tenant_id")}}));
}

/// Rows that are hidden look absent. Of a campaign that cannot be told apart it is not said that
/// the message counted.
[[nodiscard]] std::string unsummed(const table_map& tables, const sums& what) {
  if (what.assignments.empty()) return "NULL";
  const auto hidden =
      what.table == "campaign" ? " OR " + row_security(tables, what.table) : std::string{};
  return named_if(tables, what.table,
                  sums_sql(tables, what, R"sql((SELECT count(*) FROM {part})
        < (SELECT count(*) FROM {part}_sums)
      AND ((SELECT count(*) FROM {part}_sums g
            JOIN {table} x ON {of_sums} AND {key_of_sums} = g.{moved_key})
        > (SELECT count(*) FROM {part}))sql") +
                      hidden + ")");
}

[[nodiscard]] std::string unlogged(const apply_statement& in) {
  if (!is_logged(in)) return "NULL";
  return named_if(in.tables, "campaign_log", R"sql((SELECT count(*) FROM logged)
        < sum(log_lines) FILTER (WHERE campaign_id IS NOT NULL))sql");
}

[[nodiscard]] bool is_fed(const apply_statement& in) {
  return is_logged(in) && in.tables.keeps_feed();
}

[[nodiscard]] std::string unfed(const apply_statement& in) {
  if (!is_fed(in)) return "NULL";
  return fmt::format(
      "CASE WHEN (SELECT count(*) FROM feed_batch) < (SELECT count(*) FROM fed) THEN {} END",
      quote_literal(quote_table("waybill.feed_batch")));
}

/// How many lines the statement that does is to write (apply_log.hpp), as a further column.
[[nodiscard]] std::string lines_to_log(const apply_statement& in) {
  if (!is_logged_apart(in.tables, in.shape)) return {};
  return in.is_one() ? ",\n  (campaign_id IS NOT NULL)::int::text AS lines"
                     : ",\n  coalesce(sum(log_lines) FILTER (WHERE campaign_id IS NOT NULL), "
                       "0)::text AS lines";
}

/// Whether this statement writes slots of the campaigns' pace.
[[nodiscard]] bool writes_slots(const apply_statement& in) {
  return is_paced(in.tables, in.shape) && !is_paced_apart(in.tables, in.shape);
}

[[nodiscard]] std::string unpaced(const apply_statement& in) {
  if (!writes_slots(in)) return "NULL";
  return named_if(in.tables, "campaign_pace",
                  "(SELECT count(*) FROM paced) < (SELECT count(*) FROM paced_sums)");
}

/// The parts that follow `moved`.
struct followers {
  sums campaigns;
  sums instances;
  sums contacts;
};

/// The numbers of the changes that moved, once it was looked what of them was not written.
[[nodiscard]] std::string answer_looking(const apply_statement& in, const followers& parts) {
  const auto& tables = in.tables;
  const auto lines = lines_to_log(in);
  return fmt::format(
      R"sql(
SELECT CASE WHEN unwritten = '' THEN numbers
  ELSE current_setting('{}' || unwritten || ';') END{}{}
FROM (
  SELECT coalesce(string_agg(ord::text, ',' ORDER BY ord), '') AS numbers,
    concat_ws(', ', {},
      {},
      {},
      {},
      {},
      {},
      {}) AS unwritten{}
  FROM moved
) outcome)sql",
      unwritten_prefix, lines.empty() ? "" : ", lines", slots_to_pace(in), unmoved(tables),
      unlogged(in), unsummed(tables, parts.contacts), unsummed(tables, parts.instances),
      unsummed(tables, parts.campaigns), unpaced(in), unfed(in), lines);
}

/// The same where nothing is looked at but how much was written.
[[nodiscard]] std::string answer(const apply_statement& in, const followers& parts) {
  std::string all = in.is_one() ? "true" : "(SELECT count(*) FROM chosen) = count(*)";
  if (is_logged(in)) {
    const auto* const lines =
        is_fed(in) ? "coalesce(sum(entries), 0) FROM fed" : "count(*) FROM logged";
    all += in.is_one() ? "\n  AND EXISTS (SELECT FROM logged) = (campaign_id IS NOT NULL)"
                       : fmt::format(
                             "\n  AND (SELECT {}) = coalesce(sum(log_lines)"
                             " FILTER (WHERE campaign_id IS NOT NULL), 0)",
                             lines);
  }
  for (const auto* const each : {&parts.contacts, &parts.instances, &parts.campaigns}) {
    if (each->assignments.empty()) continue;
    all += in.is_one()
               ? fmt::format("\n  AND EXISTS (SELECT FROM {}) = ({})", each->part, each->needed)
               : fmt::format("\n  AND (SELECT count(*) FROM {0}) = (SELECT count(*) FROM {0}_sums)",
                             each->part);
  }
  if (writes_slots(in)) {
    all += "\n  AND (SELECT count(*) FROM paced) = (SELECT count(*) FROM paced_sums)";
  }
  if (is_fed(in)) {
    all += "\n  AND (SELECT count(*) FROM feed_batch) = (SELECT count(*) FROM fed)";
  }
  return fmt::format(
      "\nSELECT CASE WHEN {}\n  THEN {} ELSE current_setting('{};') END{}{}\nFROM moved", all,
      in.is_one() ? "'1'" : "coalesce(string_agg(ord::text, ',' ORDER BY ord), '')",
      unwritten_prefix, lines_to_log(in), slots_to_pace(in));
}

}  // namespace

std::string apply_sql(const table_map& tables, const apply_shape& shape) {
  const apply_statement in{tables, shape};
  const followers parts{counted(in), gauged(in), touched(in)};
  return "\nWITH" + chosen(in) + moved(in) + add_sums(in, parts.campaigns) +
         add_sums(in, parts.instances) + add_sums(in, parts.contacts) + paced(in) + logged(in) +
         (shape.form == apply_form::looking ? answer_looking(in, parts) : answer(in, parts));
}

}  // namespace waybill::detail
