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
  std::vector<status_update> updates{};  ///< what was reported
  std::vector<ignored_item> ignored{};   ///< what is understood and moves nothing
  std::vector<issue> issues{};           ///< what was wrong
  std::vector<issue> remarks{};          ///< what was odd in items that are answered all the same
  std::size_t items = 0;                 ///< how many answers the body gets
  std::string event = "null";            ///< the event as received, as JSON text
  /// A number was a status, and nobody chose the table by which it was read.
  bool assumes_numbers = false;

  /// Answers the next item with an update; its position is set here.
  void add(status_update update) {
    update.item = items++;
    updates.push_back(std::move(update));
  }
  /// Answers the next item with an issue; its position is set here.
  void add(issue problem) {
    problem.item = items++;
    issues.push_back(std::move(problem));
  }
  /// Notes what is odd in the item that is answered next, and does not answer it.
  void remark(issue oddity) {
    oddity.item = items;
    remarks.push_back(std::move(oddity));
  }
  /// Answers the next item with a reason why it is no receipt; `where` is the item, or absent for
  /// the whole body.
  void ignore(ignore_reason reason, const json_view& where = {}) {
    ignored.push_back({reason, where.pointer(), items++});
  }
};

}  // namespace waybill
