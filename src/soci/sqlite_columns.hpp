#pragma once

#include <string>

namespace waybill::detail {

/// What `read_message` (message_columns.hpp) reads, of a `campaign_contact` c and its `contact` k:
/// SQLite's times are microseconds since 1970 already.
inline constexpr auto sqlite_message_columns =
    "c.tenant_id, c.id, coalesce(c.whatsapp_message_id, ''), coalesce(c.instance, ''),"
    " coalesce(c.campaign_id, ''), coalesce(c.contact_id, ''), coalesce(k.name, ''), c.status,"
    " coalesce(c.sent_at, ''), coalesce(c.delivered_at, ''), coalesce(c.read_at, ''),"
    " coalesce(c.failed_at, ''), c.error_code, c.error_message, c.failure_kind";

inline constexpr auto sqlite_contact_join =
    " LEFT JOIN contact AS k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id ";

/// What `read_entries` (log_rows.hpp) reads of an entry l of the log behind its id; also of none.
inline constexpr auto sqlite_entry_columns =
    "coalesce(l.campaign_contact_id, ''), coalesce(l.contact_id, ''), coalesce(l.instance, ''),"
    " coalesce(l.log_type, ''), coalesce(l.whatsapp_message_id, ''), coalesce(l.old_status, ''),"
    " coalesce(l.new_status, ''), CASE WHEN l.implied THEN 't' ELSE 'f' END,"
    " coalesce(l.error_code, ''), coalesce(l.error_message, ''), coalesce(l.failure_kind, ''),"
    " coalesce(CAST(l.created_at AS TEXT), '')";

/// What `read_gauges` (instance_rows.hpp) reads, of an `instance` w.
inline constexpr auto sqlite_gauge_columns =
    "CAST(w.msgs_sent_today AS TEXT), CAST(w.msgs_delivered_today AS TEXT),"
    " CAST(w.msgs_read_today AS TEXT), CAST(w.msgs_failed_today AS TEXT),"
    " CAST(w.consecutive_errors AS TEXT), CAST(w.health_score AS TEXT),"
    " coalesce(w.counters_day, ''),"
    " coalesce(w.last_success_at, ''), w.last_error";

}  // namespace waybill::detail
