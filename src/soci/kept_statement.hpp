#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "command.hpp"
#include "soci.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// A statement and what it binds and fills, which must stay where it is while the statement lives.
class kept_statement {
 public:
  kept_statement(soci::session& session, const command& what, const parameters& bound,
                 soci::details::statement_type type, std::size_t rows_at_once = 128)
      : rows_at_once_(rows_at_once), fetched_(what.columns), statement_(session) {
    make_room();
    values_.reserve(bound.size());
    for (const auto& [name, value] : bound) {
      values_.emplace_back();
      statement_.exchange(soci::use(values_.back(), std::string{name}));
    }
    for (auto& column : fetched_) statement_.exchange(soci::into(column));
    statement_.alloc();
    statement_.prepare(what.sql, type);
    statement_.define_and_bind();
  }
  kept_statement(const kept_statement&) = delete;
  kept_statement& operator=(const kept_statement&) = delete;

  text_rows run(const parameters& bound) {
    for (std::size_t i = 0; i < bound.size(); ++i) values_[i] = bound[i].second;
    make_room();
    text_rows result{fetched_.size()};
    // More rows than there is room for would be cut without a word: fetch until there are none.
    bool more = statement_.execute(true) && !fetched_.empty();
    for (; more; more = statement_.fetch()) {
      result.append(fetched_);
      make_room();
    }
    return result;
  }

 private:
  void make_room() {
    for (auto& column : fetched_) column.resize(rows_at_once_);
  }

  std::size_t rows_at_once_;
  std::vector<std::string> values_;
  std::vector<std::vector<std::string>> fetched_;
  soci::statement statement_;
};

}  // namespace waybill::detail
