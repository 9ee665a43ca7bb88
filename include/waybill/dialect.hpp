#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// Everything that one body said: the good updates and the faults of the rest. The `item` of each
/// entry is its position among the body's answers; together they are 0 to `items - 1`.
struct parse_report {
  std::vector<status_update> updates{};  ///< what was reported
  std::vector<ignored_item> ignored{};   ///< understood items that move nothing
  std::vector<issue> issues{};           ///< what was wrong
  std::vector<issue> remarks{};          ///< oddities in items that have another answer
  std::size_t items = 0;                 ///< how many answers the body gets
  std::string event = "null";            ///< the event as received, as JSON text
  /// A status was a number, and no number table was chosen.
  bool assumes_numbers = false;

  /// Answers the next item with an update, and sets its position.
  void add(status_update update) {
    update.item = items++;
    updates.push_back(std::move(update));
  }
  /// Answers the next item with an issue, and sets its position.
  void add(issue problem) {
    problem.item = items++;
    issues.push_back(std::move(problem));
  }
  /// Notes an oddity of the next item, without answering it.
  void remark(issue oddity) {
    oddity.item = items;
    remarks.push_back(std::move(oddity));
  }
  /// Answers the next item with the reason why it is not a receipt; `where` is the item, or absent
  /// for the whole body.
  void ignore(ignore_reason reason, const json_view& where = {}) {
    ignored.push_back({reason, where.pointer(), items++});
  }
};

/// One provider's wire format: which fields matter, and what they mean. A value: for another
/// provider, write a function that returns one (see dialects/cloud_api.hpp).
struct dialect {
  std::string_view name{};           ///< not copied: a literal
  std::vector<json_field> fields{};  ///< the member names `read` looks at
  /// Adds an entry to the report for each item of a body. Called from several threads at once; must
  /// not throw.
  std::function<void(const json_view& body, parse_report& report)> read{};
  /// Reads a body that is a form, `application/x-www-form-urlencoded`, as an object; null if this
  /// provider posts none. See dialects/forms.hpp.
  json_result (*read_form)(std::string_view form, std::span<const json_field> fields,
                           const json_limits& limits) = nullptr;
};

}  // namespace waybill
