#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <waybill/dialect.hpp>

// What must hold for the report of any body, however broken. Free of any test framework, so that
// the fuzzer can use it too.
namespace waybill_test {

[[nodiscard]] inline bool is_utf8(std::string_view text) {
  try {
    return !nlohmann::json(text).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

[[nodiscard]] inline bool is_pointer(std::string_view text) {
  return (text.empty() || text.front() == '/') && is_utf8(text);
}

[[nodiscard]] inline std::string wrong_with(const waybill::status_update& update) {
  const auto& id = update.message_id;
  if (id.empty() || id.size() > 255) return "an id of a wrong length";
  if (id.find('\0') != std::string::npos || !is_utf8(id)) return "an id no store can hold";
  if (update.instance.size() > 255 || !is_utf8(update.instance)) return "a bad instance";
  if (!nlohmann::json::accept(update.word)) return "a word that is not JSON text";
  const auto& [code, text, kind] = update.reason;
  if (update.receipt != waybill::receipt::failed && !update.reason.empty()) return "a stray reason";
  if (update.reason.empty() && kind != waybill::failure_kind::unknown) return "a stray kind";
  return is_utf8(code) && is_utf8(text) ? "" : "a reason that is not UTF-8";
}

[[nodiscard]] inline std::string wrong_with(const waybill::issue& problem) {
  if (!is_pointer(problem.pointer)) return "an issue that points nowhere";
  if (problem.message.empty()) return "an issue without a sentence";
  const bool echoes = problem.code == waybill::issue_code::unmapped_status;
  if (echoes != !problem.received.empty()) return "an issue with a wrong echo";
  return !echoes || nlohmann::json::accept(problem.received) ? "" : "an echo that is not JSON text";
}

[[nodiscard]] inline std::string wrong_with(const waybill::ignored_item& item) {
  return is_pointer(item.pointer) ? "" : "an ignored item that points nowhere";
}

/// Ticks off the positions of the entries and judges each; the first thing wrong, or empty.
template <typename Entries>
[[nodiscard]] std::string tick_off(const Entries& entries, std::vector<bool>& seen) {
  for (const auto& entry : entries) {
    if (entry.item >= seen.size() || seen[entry.item]) return "a position out of range or taken";
    seen[entry.item] = true;
    if (auto wrong = wrong_with(entry); !wrong.empty()) return wrong;
  }
  return {};
}

/// What is wrong with a report; empty if nothing is.
[[nodiscard]] inline std::string wrong_with(const waybill::parse_report& report) {
  if (report.items == 0) return "no answer at all";
  if (report.updates.size() + report.ignored.size() + report.issues.size() != report.items) {
    return "a position that nobody fills";
  }
  if (!nlohmann::json::accept(report.event)) return "an event that is not JSON text";
  std::vector<bool> seen(report.items);
  for (const auto& wrong : {tick_off(report.updates, seen), tick_off(report.ignored, seen),
                            tick_off(report.issues, seen)}) {
    if (!wrong.empty()) return wrong;
  }
  for (const auto& oddity : report.remarks) {
    if (oddity.item >= report.items) return "a remark about no item";
    if (auto wrong = wrong_with(oddity); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace waybill_test
