#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/waybill.hpp>

#include "report.hpp"

namespace waybill_cli {

// What several commands tell, as tables.

[[nodiscard]] const columns& campaign_columns();
[[nodiscard]] const columns& instance_columns();

/// Counters beside the rows, and whether they agree.
void show_audit(report& out, std::string_view heading, const waybill::campaign_audit& audit);

/// Of rows that are answers: a `reply` with its `http_status`, or what became of a `send`. The
/// first column tells to what.
[[nodiscard]] columns reply_columns(column first);

/// How often each kind of reply was given.
class reply_tally {
 public:
  /// Counts a reply, or each item of a list.
  void add(const waybill::reply& reply);
  void show(report& out, std::string_view heading) const;

 private:
  void add(int http_status, const nlohmann::json& body);

  std::map<std::pair<std::string, int>, std::size_t> counts_;
};

}  // namespace waybill_cli
