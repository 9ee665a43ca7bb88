#pragma once

#include "command.hpp"
#include "soci.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// Runs a statement once, and leaves nothing of it on the server: no name that another statement of
/// the connection could have, and nothing that a pooler could lose. Throws
/// `soci::postgresql_soci_error`, as SOCI's statements do.
text_rows run_directly(PGconn* connection, const command& what, const parameters& bound);

}  // namespace waybill::detail
