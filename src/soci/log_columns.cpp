#include "log_columns.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "keep_feed.hpp"
#include "message_columns.hpp"
#include "quoting.hpp"

namespace waybill::detail {

namespace {

constexpr std::string_view log = "campaign_log";

/// What a log keeps in `details` where it has no column for it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> details{{
    {"whatsapp_message_id", "l.message_id"},
    {"old_status", "l.old_status"},
    {"new_status", "l.new_status"},
    {"implied", "coalesce(l.implied, false)"},
    {"error_code", "coalesce(l.error_code, '')"},
    {"error_message", "coalesce(l.error_message, '')"},
    {"failure_kind", "coalesce(l.failure_kind, '')"},
    {"severity", "l.severity"},
}};

/// A failure's text stands there as `error` too, where the reference handler wrote it.
[[nodiscard]] std::string details_object(const table_map& tables) {
  std::string members;
  for (const auto& [name, value] : details) {
    if (tables.has(log, name)) continue;
    members += fmt::format("{}'{}', {}", members.empty() ? "" : ", ", name, value);
  }
  const auto plain = "jsonb_build_object(" + members + ")";
  if (tables.has(log, "error_message")) return plain;
  return fmt::format(
      "CASE WHEN l.type = 'message_failed'"
      " THEN jsonb_build_object({}, 'error', coalesce(l.error_message, '')) ELSE {} END",
      members, plain);
}

/// The sentence for people.
constexpr auto sentence =
    "'Message ' || l.message_id || ' from ' || l.old_status || ' to ' || l.new_status"
    " || CASE WHEN l.error_message <> '' THEN ': ' || l.error_message ELSE '' END";

}  // namespace

log_insert log_columns(const table_map& tables, std::string_view id) {
  log_insert result;
  const auto add = [&](const std::string& name, const std::string& value) {
    result.names += (result.names.empty() ? "" : ", ") + name;
    result.values += (result.values.empty() ? "" : ", ") + value;
  };
  const auto add_column = [&](std::string_view name, std::string_view value) {
    if (!tables.has(log, name)) return;
    add(tables.sql(fmt::format("{{campaign_log_{}}}", name)), tables.fitted(log, name, value));
  };
  if (!id.empty()) {
    add_column("id", id);
    // Own tables have an identity.
    if (tables.names() == schema_names::waybill()) result.overriding = "OVERRIDING SYSTEM VALUE";
  } else if (tables.makes_log_ids()) {
    add_column("id", "gen_random_uuid()");
  }
  add_column("tenant_id", "m.tenant_id");
  add_column("campaign_id", "m.campaign_id");
  add_column("log_type", "l.type");
  add_column("message", sentence);
  add_column("details", details_object(tables));
  add_column("campaign_contact_id", "m.id");
  add_column("contact_id", "m.contact_id");
  add_column("instance", "m.instance");
  for (const auto& [name, value] : details) add_column(name, value);
  add_column("created_at", timestamp("l.at"));
  if (tables.keeps_feed()) add(std::string{feed_column}, "true");
  for (const auto& [name, value] : tables.names().campaign_log.constants) {
    add(quote_identifier(name), quote_literal(value));
  }
  return result;
}

std::string log_field(const table_map& tables, std::string_view name) {
  if (tables.has(log, name)) return tables.text(log, name, "l");
  if (!tables.has(log, "details")) return "''";
  return fmt::format("coalesce({}::jsonb->>'{}', '')", tables.column(log, "details", "l"), name);
}

}  // namespace waybill::detail
