#pragma once

#include <string>

#include <waybill/soci/schema_names.hpp>

namespace waybill_cli {

/// The names of existing tables from a JSON file:
///
///     {"preset": "reference",
///      "only_tenant": "tenant_abc",
///      "campaign": {"table": "app.campaigns", "total_contacts": ""},
///      "campaign_log": {"constants": {"is_archived": "false"}}}
///
/// `preset` is `waybill` or `reference`; what follows changes it, by the paths of
/// `waybill::set_schema_name`. Throws with a sentence for anything else.
[[nodiscard]] waybill::schema_names read_schema_file(const std::string& file);

}  // namespace waybill_cli
