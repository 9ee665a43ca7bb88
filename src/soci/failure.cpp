#include "failure.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace waybill::detail {

namespace {

using enum store_failure;

struct meaning {
  std::string_view sqlstate;  ///< or the class it begins with
  store_failure kind;         ///< where the connection is still there
  std::string_view advice;
};

constexpr std::string_view untranslatable = "22P05";
constexpr std::string_view not_supported = "0A000";
constexpr std::string_view form_advice =
    "the server refuses the form of the statement; on a distributed PostgreSQL choose "
    "one_tenant_statements, and see what check_schema says";

/// The first that fits counts. Source: PostgreSQL's appendix "Error Codes".
///
/// An item's own are the bytes of its ids, and its size. Its reasons are no cause to refuse it:
/// they are cut and cleaned (table_map.hpp, plain_text.hpp). Ids that no row can have are answered
/// without asking the database (stored_key.hpp). So whatever else is refused there is refused for
/// what somebody set up.
constexpr std::array meanings{
    meaning{"08", outcome_unknown,
            "a connection was lost, ours or one between servers; it is opened anew for the next "
            "call"},
    meaning{not_supported, misconfigured, form_advice},
    meaning{"22021", permanent, "an id is not UTF-8; this item will never be accepted"},
    meaning{untranslatable, permanent,
            "the database's encoding lacks a character of an id; this item will never be accepted"},
    meaning{"22P04", misconfigured, form_advice},
    meaning{"22001", misconfigured,
            "a column is too short for what is written there; check_schema tells which, make it "
            "longer"},
    meaning{"22003", misconfigured,
            "a counter is full; give the column a larger type, such as bigint"},
    meaning{"22", misconfigured,
            "a column does not take what is written there; check_schema tells which, correct its "
            "type"},
    meaning{
        "23502", misconfigured,
        "a column is NOT NULL and nothing fills it; check_schema tells which, give it a default"},
    meaning{"23505", misconfigured,
            "a key is taken; if the tables number it themselves, set their sequences beyond the "
            "largest id"},
    meaning{"23514", misconfigured,
            "no partition takes the row, or a CHECK refuses it; make the partition, or let the "
            "CHECK allow what waybill writes"},
    meaning{"23", misconfigured,
            "a constraint refuses the row; let it allow what waybill writes, check_schema may tell "
            "more"},
    meaning{"25006", retry_safe,
            "the server is read-only; point the connection at the primary, or add "
            "target_session_attrs=read-write"},
    meaning{"26000", retry_safe,
            "the server forgot a prepared statement; it is prepared anew for the next "
            "call. Behind a pooler, choose pooler_mode"},
    meaning{"27", misconfigured,
            "a BEFORE trigger changes the row that is being written; make it an AFTER trigger"},
    meaning{"28", retry_safe,
            "the server refuses the user or password; correct the connection string"},
    meaning{"3D000", retry_safe,
            "there is no such database; create it or correct the connection string"},
    meaning{"40001", retry_safe, "a serialization conflict; run it again"},
    meaning{"40P01", retry_safe,
            "a deadlock with somebody else's transaction; run it again, and lock rows in "
            "waybill's order"},
    meaning{"42501", retry_safe, "a right is missing; grant the user what schema waybill needs"},
    meaning{"428C9", misconfigured,
            "a column is GENERATED and cannot be written; give the name of another"},
    meaning{"42P10", misconfigured,
            "messages have no unique key of tenant and id, so that a row could be made twice; "
            "check_schema tells what makes one"},
    meaning{"42", retry_safe,
            "the tables are not those of this version; migrate the schema, or correct the names of "
            "existing tables"},
    meaning{"3F000", retry_safe, "the tables are not there; migrate the schema"},
    meaning{"44000", misconfigured,
            "a view's CHECK OPTION refuses the row; name the table beneath the view"},
    meaning{"53100", retry_safe, "the server's disk is full"},
    meaning{"53300", retry_safe,
            "the server has no connection left; allow more, or use fewer sessions"},
    meaning{"53", retry_safe, "the server is short of a resource"},
    meaning{"54000", permanent,
            "the database refuses the size of a value; this item will never be accepted"},
    meaning{"55P03", retry_safe, "a lock was not to be had in time; run it again"},
    meaning{"57014", retry_safe, "the statement took longer than statement_timeout allows"},
    meaning{"57P", retry_safe, "the server is stopping or starting; run it again a little later"},
    meaning{"P0", misconfigured,
            "a trigger or function of the database refuses it; let it allow what waybill writes"},
    meaning{"XX", outcome_unknown,
            "the server failed within itself, or one of several that it needs; see its log. A "
            "distributed PostgreSQL takes DDL through its coordinator alone"},
};

[[nodiscard]] const meaning* find_meaning(std::string_view sqlstate) noexcept {
  const auto* const found =
      std::find_if(meanings.begin(), meanings.end(),
                   [&](const meaning& each) { return sqlstate.starts_with(each.sqlstate); });
  return found == meanings.end() ? nullptr : found;
}

[[nodiscard]] std::string_view advice_for(std::string_view sqlstate, bool connected) noexcept {
  if (const auto* const found = find_meaning(sqlstate)) return found->advice;
  return connected ? "see the server's log" : "the connection was lost or never came about";
}

/// What is not known of a statement that writes, is harmless of one that reads.
[[nodiscard]] store_failure kind_for(store_failure kind, bool writes) noexcept {
  return kind == outcome_unknown && !writes ? retry_safe : kind;
}

}  // namespace

store_failure classify(std::string_view sqlstate, bool connected, bool writes) noexcept {
  // Without a state it is not the server that speaks, and what it did is not known.
  if (!connected || sqlstate.empty()) return kind_for(outcome_unknown, writes);
  const auto* const found = find_meaning(sqlstate);
  return kind_for(found == nullptr ? retry_safe : found->kind, writes);
}

store_error failure(const command& what, const std::string& sqlstate, bool connected,
                    bool ran_before) {
  const auto state = sqlstate.empty() ? std::string{} : " (SQLSTATE " + sqlstate + ")";
  if (ran_before && sqlstate == not_supported) {
    return {retry_safe,
            fmt::format("{}{}: the tables have changed; it is prepared anew for the next call",
                        what.operation, state),
            sqlstate};
  }
  return {classify(sqlstate, connected, what.writes),
          fmt::format("{}{}: {}", what.operation, state, advice_for(sqlstate, connected)),
          sqlstate};
}

bool lacks_character(const store_error& error) { return error.sqlstate() == untranslatable; }

}  // namespace waybill::detail
