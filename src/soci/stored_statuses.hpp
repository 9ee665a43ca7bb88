#pragma once

#include <string>
#include <vector>

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"

namespace waybill::detail {

/// Looks at a sample of messages for statuses that are waybill's in all but their spelling, as
/// `SENT`: such rows are left alone. A sentence for each.
[[nodiscard]] std::vector<std::string> misspelt_statuses(postgres_session& session,
                                                         const schema_names& names);

}  // namespace waybill::detail
