#include "log_places.hpp"

#include <utility>

#include <fmt/format.h>

#include "array_literal.hpp"

namespace waybill::detail {

namespace {

/// The tenant's name is not told: any role of the database may listen.
constexpr auto notice = ", pg_notify('waybill_feed', hashtextextended(h.tenant_id, 0)::text)";

}  // namespace

std::string places(const apply_statement& in, std::string_view written_before) {
  // What the others wrote is read before the rows are, and the head is locked for each of those.
  const auto others_first =
      written_before.empty() ? std::string{} : fmt::format("\n    AND {} >= 0", written_before);
  const auto* const lines = in.is_one() ? "1" : "sum(log_lines)";
  const auto* const of_each = in.is_one() ? ""
                                          : " AND log_lines > 0\n  GROUP BY tenant_id"
                                            "\n  ORDER BY tenant_id";
  return fmt::format(
      R"sql(,
log_head AS (
  INSERT INTO waybill.log_head AS h (tenant_id, last_id)
  SELECT tenant_id, {}
  FROM moved
  WHERE campaign_id IS NOT NULL{}{}
  ON CONFLICT (tenant_id) DO UPDATE SET last_id = h.last_id + EXCLUDED.last_id
  RETURNING h.tenant_id, h.last_id{}
))sql",
      lines, others_first, of_each, in.tables.notes_feed() ? notice : "");
}

std::string place_of_line(const apply_statement& in) {
  if (in.is_one()) return "h.last_id";
  return "h.last_id - count(*) OVER (PARTITION BY m.tenant_id)"
         " + row_number() OVER (PARTITION BY m.tenant_id ORDER BY l.line)";
}

std::string places_until(std::int64_t last, std::size_t count) {
  array_literal result;
  for (auto place = last - static_cast<std::int64_t>(count) + 1; place <= last; ++place) {
    result.add(place);
  }
  return std::move(result).take();
}

}  // namespace waybill::detail
