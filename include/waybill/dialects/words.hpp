#pragma once

// What the dialects share whose statuses are words: each has a table of its own.

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <waybill/dialect.hpp>
#include <waybill/dialects/moments.hpp>
#include <waybill/dialects/receipt_fields.hpp>

namespace waybill::dialects {

/// A provider's word and what it means.
using word_meaning = std::pair<std::string_view, receipt>;

/// What a word means, without regard to case; empty if it is no text, or the table does not have
/// it.
[[nodiscard]] inline std::optional<receipt> find_word(std::span<const word_meaning> table,
                                                      const json_view& word) noexcept {
  if (!word.is(json_kind::string)) return std::nullopt;
  for (const auto& [known, meaning] : table) {
    if (equal_words(known, word.text())) return meaning;
  }
  return std::nullopt;
}

/// Whether a word is one of these, without regard to case.
[[nodiscard]] constexpr bool is_one_of(std::string_view word,
                                       std::initializer_list<std::string_view> words) noexcept {
  for (const auto known : words) {
    if (equal_words(known, word)) return true;
  }
  return false;
}

/// What is wrong with a status that is not in the dialect's table.
[[nodiscard]] inline issue bad_status(const json_view& parent, std::string_view name) {
  const auto status = parent[name];
  if (status.is_missing()) {
    return field_issue(issue_code::missing_field, parent, name, "no status");
  }
  if (status.is_container()) {
    return field_issue(issue_code::wrong_type, parent, name, "not a status");
  }
  auto problem =
      field_issue(issue_code::unmapped_status, parent, name, "a status this dialect does not map");
  problem.received = to_json_text(status);
  return problem;
}

/// An update of which only the message is still unknown.
[[nodiscard]] inline status_update update_of(receipt what, const json_view& word) {
  status_update update;
  update.receipt = what;
  update.word = to_json_text(word);
  return update;
}

/// The time in a field, if it can be one; one that cannot is remarked on, because the report does
/// not rest on it.
[[nodiscard]] inline std::optional<time_point> moment_in(const json_view& parent,
                                                         std::string_view name,
                                                         parse_report& report) {
  const auto told = read_moment(parent[name]);
  if (told.is_odd) {
    report.remark(field_issue(issue_code::wrong_type, parent, name, "no time that can be one"));
  }
  return told.at;
}

/// Adds the update for the message whose id is in a field, or what is wrong with the id.
inline void add_for_id(const json_view& parent, std::string_view name, status_update update,
                       parse_report& report) {
  if (auto problem = check_message_id(parent, name)) return report.add(std::move(*problem));
  update.message_id = parent[name].text();
  report.add(std::move(update));
}

/// Adds the update for each message of a list of ids: one receipt may cover many.
inline void add_for_ids(const json_view& parent, std::string_view name, const status_update& update,
                        parse_report& report) {
  const auto ids = parent[name];
  if (ids.is_missing()) {
    return report.add(field_issue(issue_code::missing_message_id, parent, name, "no message ids"));
  }
  if (!ids.is(json_kind::array)) {
    return report.add(field_issue(issue_code::wrong_type, parent, name, "not a list of ids"));
  }
  if (!ids.first().exists()) return report.ignore(ignore_reason::no_items, ids);
  for (auto id = ids.first(); id.exists(); id = id.next()) {
    if (auto problem = check_message_id(id)) {
      report.add(std::move(*problem));
      continue;
    }
    auto each = update;
    each.message_id = id.text();
    report.add(std::move(each));
  }
}

}  // namespace waybill::dialects
