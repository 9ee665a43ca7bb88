#pragma once

#include <waybill/soci/schema_names.hpp>

#include "postgres_session.hpp"
#include "schema_findings.hpp"

namespace waybill::detail {

/// Looks for the indexes that reports need: recipients in pages, and the story of a message.
void check_report_indexes(postgres_session& session, const schema_names& names,
                          schema_findings& found);

}  // namespace waybill::detail
