#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// All that one body said: the good updates and what was wrong with the rest. Each entry carries
/// its position among the body's answers in `item`; together they fill 0 to `items - 1`.
struct parse_report {
  std::vector<status_update> updates{};
  std::vector<ignored_item> ignored{};
  std::vector<issue> issues{};
  std::size_t items = 0;
  std::string event = "null";  ///< the event as received, as JSON text

  void add(status_update update) {
    update.item = items++;
    updates.push_back(std::move(update));
  }
  void add(issue problem) {
    problem.item = items++;
    issues.push_back(std::move(problem));
  }
  void ignore(ignore_reason reason, const json_view& where = {}) {
    ignored.push_back({reason, where.pointer(), items++});
  }
};

}  // namespace waybill
