#pragma once

// What the dialects of the Baileys family share: ids, addresses and status words.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/dialects/number_table.hpp>
#include <waybill/dialects/reasons.hpp>
#include <waybill/dialects/times.hpp>
#include <waybill/impl/parse/json_pointer.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/status.hpp>

namespace waybill::dialects {

/// Baileys' names (WebMessageInfo.Status) and, in front of Meta's Cloud API, Meta's words in upper
/// case. Compared without regard to case.
inline constexpr std::array<std::pair<std::string_view, receipt>, 9> status_words{{
    {"ERROR", receipt::failed},
    {"PENDING", receipt::pending},
    {"SERVER_ACK", receipt::sent},
    {"DELIVERY_ACK", receipt::delivered},
    {"READ", receipt::read},
    {"PLAYED", receipt::played},
    {"SENT", receipt::sent},
    {"DELIVERED", receipt::delivered},
    {"FAILED", receipt::failed},
}};

[[nodiscard]] constexpr char upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] constexpr bool equal_words(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return upper(x) == upper(y); });
}

[[nodiscard]] inline bool is_true(const json_view& value) noexcept {
  return value.is(json_kind::boolean) && value.text() == "true";
}

[[nodiscard]] inline bool is_false(const json_view& value) noexcept {
  return value.is(json_kind::boolean) && value.text() == "false";
}

/// Why an item's address rules it out as a receipt for our message, if it does.
[[nodiscard]] inline std::optional<ignore_reason> not_a_chat(std::string_view jid) noexcept {
  if (jid == "status@broadcast") return ignore_reason::status_broadcast;
  if (jid.ends_with("@newsletter")) return ignore_reason::newsletter;
  return std::nullopt;
}

/// Ids are opaque bytes. No provider uses more than 255; a NUL would end the id early in C and in
/// PostgreSQL.
[[nodiscard]] inline bool is_valid_id(std::string_view id) noexcept {
  constexpr std::size_t longest = 255;
  return !id.empty() && id.size() <= longest && id.find('\0') == std::string_view::npos;
}

/// An issue about a member of `parent`; the member need not exist.
[[nodiscard]] inline issue field_issue(issue_code code, const json_view& parent,
                                       std::string_view name, std::string message) {
  return {code, parent.pointer() + detail::pointer_step(name), std::move(message), "", 0};
}

/// The member as an object, or what is wrong with it.
[[nodiscard]] inline std::optional<issue> check_object(const json_view& parent,
                                                       std::string_view name) {
  const auto value = parent[name];
  if (value.is(json_kind::object)) return std::nullopt;
  if (value.is_missing()) {
    return field_issue(issue_code::missing_field, parent, name, "a needed field is absent");
  }
  return field_issue(issue_code::wrong_type, parent, name, "not an object");
}

/// What is wrong with a message id that is there.
[[nodiscard]] inline std::optional<issue> check_message_id(const json_view& id) {
  if (!id.is(json_kind::string)) {
    return issue{issue_code::wrong_type, id.pointer(), "a message id that is not a string", "", 0};
  }
  if (is_valid_id(id.text())) return std::nullopt;
  return issue{issue_code::invalid_message_id, id.pointer(),
               "a message id that is empty, longer than 255 bytes, or has a NUL", "", 0};
}

[[nodiscard]] inline std::optional<issue> check_message_id(const json_view& parent,
                                                           std::string_view name) {
  if (!parent[name].is_missing()) return check_message_id(parent[name]);
  return field_issue(issue_code::missing_message_id, parent, name, "no message id");
}

/// An optional name such as the instance: absent, null or a usable string.
[[nodiscard]] inline std::optional<issue> check_name(const json_view& parent,
                                                     std::string_view name) {
  const auto value = parent[name];
  const bool usable =
      value.is(json_kind::string) && (value.text().empty() || is_valid_id(value.text()));
  if (value.is_missing() || usable) return std::nullopt;
  return field_issue(issue_code::wrong_type, parent, name,
                     "not a string of at most 255 bytes without NUL");
}

/// The receipt for a status: a number of the table, digits, or a word. Booleans have none.
[[nodiscard]] inline std::optional<receipt> find_receipt(const json_view& status,
                                                         const number_table& numbers) noexcept {
  if (const auto number = status.integer()) return numbers.find(*number);
  for (const auto& [word, meaning] : status_words) {
    if (equal_words(status.string(), word)) return meaning;
  }
  return std::nullopt;
}

/// The issue for an unmapped status.
[[nodiscard]] inline issue unmapped_status(const json_view& parent, const json_view& status,
                                           const number_table& numbers) {
  if (status.is_container()) {
    return field_issue(issue_code::wrong_type, parent, "status", "not a status");
  }
  auto problem = field_issue(issue_code::unmapped_status, parent, "status",
                             "a status this dialect does not map");
  problem.received = to_json_text(status);
  const auto number = status.integer();
  if (number && baileys_numbers.find(*number)) {
    problem.message = "status " + std::to_string(*number) + " is not in the number table '" +
                      std::string{numbers.name} +
                      "' but in Baileys' own: is the wrong table chosen?";
  }
  return problem;
}

}  // namespace waybill::dialects
