#include "unwritten.hpp"

#include <fmt/format.h>

namespace waybill::detail {

namespace {

constexpr std::string_view no_such_setting = "42704";
constexpr std::string_view changed_by_trigger = "27000";

}  // namespace

void throw_if_unwritten(const command& what, const std::string& sqlstate,
                        std::string_view message) {
  if (sqlstate != no_such_setting) return;
  const auto found = message.find(unwritten_prefix);
  if (found == std::string_view::npos) return;
  const auto tables = message.substr(found + unwritten_prefix.size());
  throw_unwritten(what, tables.substr(0, tables.find(';')), sqlstate);
}

bool is_unwritten(const store_error& error) {
  return error.misconfigured() &&
         (error.sqlstate() == no_such_setting || error.sqlstate() == changed_by_trigger);
}

void throw_unwritten(const command& what, std::string_view tables, const std::string& sqlstate) {
  throw store_error{
      store_failure::misconfigured,
      fmt::format("{}: nothing was written, because a row is there and the database kept it from "
                  "being written: of {}. Either a BEFORE trigger returns NULL for the row, or a "
                  "trigger that ran earlier in the statement changed the row (make it an AFTER "
                  "trigger), or row-level security forbids it (give this role a policy for UPDATE "
                  "and INSERT, or BYPASSRLS)",
                  what.operation, tables),
      sqlstate};
}

}  // namespace waybill::detail
