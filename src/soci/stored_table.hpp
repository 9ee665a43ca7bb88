#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "postgres_session.hpp"

namespace waybill::detail {

/// A column as the catalogue has it.
struct stored_column {
  std::string type;        ///< of a domain the one beneath: what may be compared and cast to
  std::size_t length = 0;  ///< characters at most; 0 where the type says nothing of it
  bool is_enum = false;
  bool not_null = false;
  bool has_default = false;
  bool is_generated = false;
};

/// A table as the catalogue has it.
struct stored_table {
  char kind = ' ';  ///< as pg_class has it: `r` and `p` are tables; a space where there is nothing
  std::map<std::string, stored_column> columns{};

  [[nodiscard]] bool is_table() const noexcept { return kind == 'r' || kind == 'p'; }
};

/// Looks a table up, by its name as a schema has it.
[[nodiscard]] stored_table read_table(postgres_session& session, std::string_view name);

}  // namespace waybill::detail
