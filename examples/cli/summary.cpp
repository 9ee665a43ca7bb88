#include "summary.hpp"

#include "views.hpp"

namespace waybill_cli {

using nlohmann::ordered_json;

const columns& campaign_columns() {
  static const columns result{text_column("campaign", "campaign"),
                              number_column("total", "total_contacts"),
                              number_column("sent", "sent_count"),
                              number_column("delivered", "delivered_count"),
                              number_column("read", "read_count"),
                              number_column("failed", "failed_count"),
                              percent_column("delivery rate", "delivery_rate"),
                              percent_column("read rate", "read_rate")};
  return result;
}

const columns& instance_columns() {
  static const columns result{text_column("instance", "instance"),
                              number_column("health", "health_score"),
                              number_column("errors in a row", "consecutive_errors"),
                              text_column("day", "counters_day"),
                              number_column("sent", "msgs_sent_today"),
                              number_column("delivered", "msgs_delivered_today"),
                              number_column("read", "msgs_read_today"),
                              number_column("failed", "msgs_failed_today"),
                              long_text_column("last error", "last_error")};
  return result;
}

void show_audit(report& out, std::string_view heading, const waybill::campaign_audit& audit) {
  static const columns what{text_column("", "what"), number_column("sent", "sent_count"),
                            number_column("delivered", "delivered_count"),
                            number_column("read", "read_count"),
                            number_column("failed", "failed_count")};
  auto rows = ordered_json::array();
  const auto add = [&](const char* name, const waybill::campaign_delta& of) {
    out.set(name, to_json(of));
    rows.push_back({{"what", name}});
    rows.back().update(to_json(of));
  };
  add("counters", audit.counters);
  add("rows", audit.rows);
  add("drift", audit.drift());
  out.set("holds", audit.holds());
  out.table(nullptr, heading, what, rows);
}

namespace {

/// `status` or `error` of a reply, which alone says what kind it is.
[[nodiscard]] std::string kind_of(const nlohmann::json& body) {
  return body.value("status", body.value("error", "?"));
}

/// Of the reply, or of the row itself where that is a send's.
[[nodiscard]] column answer_column(std::string title, std::string member) {
  return {std::move(title), column::kind::text, [member = std::move(member)](const auto& row) {
            return (row.contains("reply") ? row["reply"] : row).value(member, "-");
          }};
}

[[nodiscard]] std::string answer_of(const ordered_json& row) {
  return row.contains("send") ? row["send"].get<std::string>() : kind_of(row["reply"]);
}

}  // namespace

columns reply_columns(column first) {
  return {std::move(first),
          text_column("HTTP", "http_status"),
          {"answer", column::kind::text, answer_of},
          answer_column("message id", "message_id"),
          answer_column("from", "old_status"),
          answer_column("to", "new_status")};
}

void reply_tally::add(const waybill::reply& reply) {
  const auto body = nlohmann::json::parse(reply.body);
  if (!body.contains("results")) return add(reply.http_status, body);
  for (const auto& each : body["results"]) add(reply.http_status, each);
}

void reply_tally::add(int http_status, const nlohmann::json& body) {
  ++counts_[{kind_of(body), http_status}];
}

void reply_tally::show(report& out, std::string_view heading) const {
  static const columns what{text_column("reply", "reply"), text_column("HTTP", "http_status"),
                            number_column("count", "count")};
  auto rows = ordered_json::array();
  for (const auto& [kind, count] : counts_) {
    rows.push_back({{"reply", kind.first}, {"http_status", kind.second}, {"count", count}});
  }
  out.table("replies", heading, what, rows);
}

}  // namespace waybill_cli
