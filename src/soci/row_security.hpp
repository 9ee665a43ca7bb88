#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/soci/schema_names.hpp>

#include "command.hpp"
#include "postgres_session.hpp"

namespace waybill::detail {

/// What row-level security does to the role of a session: a sentence each, with the statement that
/// changes it.
struct row_security {
  std::vector<std::string> problems{};  ///< a command that waybill needs reaches no row at all
  std::vector<std::string> warnings{};  ///< it may miss some, because a policy has a condition
};

/// Looks at the policies of all tables that a schema names.
[[nodiscard]] row_security read_row_security(postgres_session& session, const schema_names& names);

/// Throws a `store_error` if the role may not see all rows of the tables: a count of those it sees
/// proves nothing.
void expect_all_rows(postgres_session& session, const command& what,
                     std::span<const std::string_view> tables);

}  // namespace waybill::detail
