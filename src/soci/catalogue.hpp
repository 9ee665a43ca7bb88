#pragma once

#include <string>
#include <vector>

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "table_map.hpp"

namespace waybill::detail {

/// What a database says of the tables that a schema names.
struct catalogue {
  column_catalogue columns{};
  std::vector<std::string> warnings{};  ///< works, but had better be changed; a sentence each
};

/// Looks the tables up. Throws a `store_error` with everything that keeps waybill from working on
/// them, each with the statement or the setting that would mend it.
[[nodiscard]] catalogue read_catalogue(postgres_session& session, const schema_names& names);

}  // namespace waybill::detail
