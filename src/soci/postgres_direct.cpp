#include "postgres_direct.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "quoting.hpp"

namespace waybill::detail {

namespace {

using direct_result = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A statement with PostgreSQL's numbered parameters, and their values.
struct numbered_statement {
  std::string sql{};
  std::vector<const char*> values{};
};

[[nodiscard]] const char* value_of(const parameters& bound, std::string_view name) {
  const auto found = std::find_if(bound.begin(), bound.end(),
                                  [&](const auto& each) { return each.first == name; });
  if (found == bound.end()) {
    throw soci::soci_error{"nothing is bound to :" + std::string{name}};
  }
  return found->second.c_str();
}

/// Each place of a name has a number of its own, because the server gives a number one type. As in
/// SOCI, `::` is a cast, and what is in single quotes is left alone.
[[nodiscard]] numbered_statement in_numbers(std::string_view sql, const parameters& bound) {
  numbered_statement result;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    const bool may_be_name = !quoted && sql[i] == ':' && i + 1 < sql.size();
    if (may_be_name && sql[i + 1] == ':') {
      result.sql += "::";
      ++i;
    } else if (may_be_name && is_word(sql[i + 1])) {
      const auto* const end = std::find_if_not(sql.begin() + i + 1, sql.end(), is_word);
      const auto name = sql.substr(i + 1, static_cast<std::size_t>(end - sql.begin()) - i - 1);
      result.values.push_back(value_of(bound, name));
      result.sql += '$' + std::to_string(result.values.size());
      i += name.size();
    } else {
      result.sql += sql[i];
    }
  }
  return result;
}

[[nodiscard]] text_rows rows_of(const PGresult* result, std::size_t columns) {
  std::vector<std::vector<std::string>> fetched(columns);
  for (int column = 0; column < static_cast<int>(columns); ++column) {
    auto& values = fetched[static_cast<std::size_t>(column)];
    for (int row = 0; row < PQntuples(result); ++row) {
      const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
      values.emplace_back(PQgetvalue(result, row, column), size);
    }
  }
  text_rows rows{columns};
  rows.append(fetched);
  return rows;
}

}  // namespace

text_rows run_directly(PGconn* connection, const command& what, const parameters& bound) {
  const auto statement = in_numbers(what.sql, bound);
  const direct_result result{
      PQexecParams(connection, statement.sql.c_str(), static_cast<int>(statement.values.size()),
                   nullptr, statement.values.data(), nullptr, nullptr, 0),
      &PQclear};
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    return rows_of(result.get(), what.columns);
  }
  const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  throw soci::postgresql_soci_error{PQresultErrorMessage(result.get()),
                                    state == nullptr ? "     " : state};
}

}  // namespace waybill::detail
