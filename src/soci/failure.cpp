#include "failure.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace waybill::detail {

namespace {

struct advice {
  std::string_view sqlstate;  ///< or the class it begins with
  std::string_view text;
};

/// The first that fits counts. Source: PostgreSQL's appendix "Error Codes".
constexpr std::array advices{
    advice{"08", "the connection was lost; it is opened anew for the next call"},
    advice{"22", "the database refuses a value; this item will never be accepted"},
    advice{"23505",
           "a key is taken that the tables number themselves; set their sequences beyond the "
           "largest id"},
    advice{"23", "a constraint refuses the row; this item will never be accepted"},
    advice{"25006",
           "the server is read-only; point the connection at the primary, or add "
           "target_session_attrs=read-write"},
    advice{"26000",
           "the server forgot a prepared statement; it is prepared anew for the next "
           "call. Behind a pooler, choose pooler_mode"},
    advice{"28", "the server refuses the user or password; correct the connection string"},
    advice{"3D000", "there is no such database; create it or correct the connection string"},
    advice{"40001", "a serialization conflict; run it again"},
    advice{"40P01",
           "a deadlock with somebody else's transaction; run it again, and lock rows in "
           "waybill's order"},
    advice{"42501", "a right is missing; grant the user what schema waybill needs"},
    advice{"42", "the tables are not those of this version; migrate the schema"},
    advice{"3F000", "the tables are not there; migrate the schema"},
    advice{"53100", "the server's disk is full"},
    advice{"53300", "the server has no connection left; allow more, or use fewer sessions"},
    advice{"53", "the server is short of a resource"},
    advice{"54000", "the database refuses the size of a value; this item will never be accepted"},
    advice{"55P03", "a lock was not to be had in time; run it again"},
    advice{"57014", "the statement took longer than statement_timeout allows"},
    advice{"57P", "the server is stopping or starting; run it again a little later"},
    advice{"P0",
           "a trigger or function of the database refuses it; this item will never be "
           "accepted"},
};

/// Of the data itself: it would fail for ever.
constexpr std::array<std::string_view, 4> permanent_classes{"22", "23", "54000", "P0"};

[[nodiscard]] std::string_view advice_for(std::string_view sqlstate, bool connected) noexcept {
  const auto* const found = std::find_if(advices.begin(), advices.end(), [&](const advice& each) {
    return sqlstate.starts_with(each.sqlstate);
  });
  if (found != advices.end()) return found->text;
  return connected ? "see the server's log" : "the connection was lost or never came about";
}

}  // namespace

failure_kind classify(std::string_view sqlstate, bool connected, bool writes) noexcept {
  // Without a state it is not the server that speaks, and what it did is not known.
  if (!connected || sqlstate.empty()) {
    return writes ? failure_kind::outcome_unknown : failure_kind::retry_safe;
  }
  // The operator's to mend, as after a restore that left the sequences behind: not the item's
  // fault.
  if (sqlstate == "23505") return failure_kind::retry_safe;
  const bool permanent =
      std::any_of(permanent_classes.begin(), permanent_classes.end(),
                  [&](std::string_view each) { return sqlstate.starts_with(each); });
  return permanent ? failure_kind::permanent : failure_kind::retry_safe;
}

store_error failure(const command& what, const std::string& sqlstate, bool connected) {
  const auto state = sqlstate.empty() ? std::string{} : " (SQLSTATE " + sqlstate + ")";
  return {classify(sqlstate, connected, what.writes),
          fmt::format("{}{}: {}", what.operation, state, advice_for(sqlstate, connected)),
          sqlstate};
}

}  // namespace waybill::detail
