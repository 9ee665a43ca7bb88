#include "schema_words.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <waybill/change.hpp>
#include <waybill/store_error.hpp>

#include "array_literal.hpp"
#include "quoting.hpp"

namespace waybill::detail {

namespace {

using words = std::vector<std::string_view>;

/// What a policy that is not the default one writes, in addition.
constexpr auto only_order_independent = to_string(log_type::message_failure_withdrawn);

[[nodiscard]] words words_of(std::string_view column) {
  if (column == "log_type") return {log_type_names.begin(), log_type_names.end()};
  if (column == "severity") return {to_string(severity::info), to_string(severity::error)};
  using enum message_status;
  return {to_string(sent), to_string(delivered), to_string(read), to_string(failed)};
}

constexpr auto unlabelled_sql = R"sql(
SELECT w.word FROM unnest(:words::text[]) AS w(word)
WHERE NOT EXISTS (
  SELECT FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
  WHERE a.attrelid = to_regclass(:table::text) AND a.attname = :column::text
    AND e.enumlabel = w.word)
)sql";

/// The CHECKs that look at one column alone.
constexpr auto checks_sql = R"sql(
SELECT k.conname::text, pg_get_expr(k.conbin, k.conrelid)
FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]
WHERE k.contype = 'c' AND k.conrelid = to_regclass(:table::text) AND a.attname = :column::text
)sql";

class word_check {
 public:
  word_check(postgres_session& session, const schema_table& table, const schema_column& column,
             const stored_column& stored, schema_findings& found)
      : session_(session), column_(column), stored_(stored), found_(found),
        path_(fmt::format("{}.{}", table.name, column.name)), table_(quote_table(*table.called)),
        words_(words_of(column.name)), place_{{"table", regclass(*table.called)},
                                              {"column", *column.called}} {}

  void look() {
    if (stored_.is_enum) {
      tell(unlabelled(), "its enum has no such label, ALTER TYPE … ADD VALUE");
      return;
    }
    tell(too_long(), fmt::format("it holds {} characters, ALTER TABLE {} ALTER COLUMN {} TYPE text",
                                 stored_.length, table_, quote_identifier(*column_.called)));
    const auto checks = session_.run({"check_schema", checks_sql, 2, false}, place_);
    for (std::size_t i = 0; i < checks.size(); ++i) {
      tell(refused_by(checks.text(i, 1)), fmt::format("because of the CHECK {} of {}",
                                                      quote_identifier(checks.text(i, 0)), table_));
    }
  }

 private:
  void tell(std::vector<std::string> missing, const std::string& why) {
    const auto one = std::find(missing.begin(), missing.end(), only_order_independent);
    if (one != missing.end()) {
      found_.warning("{} does not take {}, which policy::order_independent writes: {}", path_, *one,
                     why);
      missing.erase(one);
    }
    if (missing.empty()) return;
    found_.problem("{} does not take {}: {}", path_, fmt::join(missing, ", "), why);
  }

  [[nodiscard]] std::vector<std::string> unlabelled() {
    auto bound = place_;
    bound.emplace_back("words", column_of(words_, [](const auto& each) { return each; }));
    return session_.run({"check_schema", unlabelled_sql, 1, false}, bound).column(0);
  }

  [[nodiscard]] std::vector<std::string> too_long() const {
    std::vector<std::string> result;
    for (const auto word : words_) {
      if (stored_.length != 0 && word.size() > stored_.length) result.emplace_back(word);
    }
    return result;
  }

  [[nodiscard]] std::vector<std::string> refused_by(const std::string& check) {
    const auto sql = fmt::format(
        "SELECT w.word FROM unnest(:words::text[]) AS w(word)"
        " CROSS JOIN LATERAL (SELECT w.word::{} AS {}) AS given WHERE NOT coalesce(({}), true)",
        stored_.type, quote_identifier(*column_.called), check);
    try {
      return session_
          .run({"check_schema", sql, 1, false},
               {{"words", column_of(words_, [](const auto& each) { return each; })}})
          .column(0);
    } catch (const store_error&) {
      return {};  // an expression that means nothing by itself
    }
  }

  postgres_session& session_;
  const schema_column& column_;
  const stored_column& stored_;
  schema_findings& found_;
  std::string path_;
  std::string table_;
  words words_;
  parameters place_;
};

}  // namespace

void check_words(postgres_session& session, const schema_table& table, const schema_column& column,
                 const stored_column& stored, schema_findings& found) {
  word_check{session, table, column, stored, found}.look();
}

}  // namespace waybill::detail
