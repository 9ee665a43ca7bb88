#pragma once

// The acks of WhatsApp's web client: `2` is delivered, unlike in Baileys' numbers.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <waybill/dialects/accounts.hpp>
#include <waybill/dialects/failure_codes.hpp>
#include <waybill/dialects/number_table.hpp>
#include <waybill/dialects/serialized_ids.hpp>
#include <waybill/dialects/words.hpp>

namespace waybill::dialects {

/// What wa-js calls its failures (`src/whatsapp/enums/ACK.ts`), from -1 on.
inline constexpr std::array<std::string_view, 7> ack_failures{
    "failed",
    "expired",
    "content gone",
    "content too big",
    "content cannot be uploaded",
    "inactive",
    "the account went back from several devices to one"};

/// The name of a failure; empty for a number that is none.
[[nodiscard]] constexpr std::string_view ack_failure(std::int64_t ack) noexcept {
  const bool is_one = ack < 0 && ack >= -static_cast<std::int64_t>(ack_failures.size());
  return is_one ? ack_failures[static_cast<std::size_t>(-ack - 1)] : std::string_view{};
}

/// What an ack means; empty for a number of neither table.
[[nodiscard]] inline std::optional<receipt> find_ack(const json_view& ack) noexcept {
  const auto number = ack.integer();
  if (!number) return std::nullopt;
  return ack_failure(*number).empty() ? ack_numbers.find(*number) : receipt::failed;
}

/// The update of an ack, with its failure's number and name.
[[nodiscard]] inline status_update update_of_ack(receipt what, const json_view& ack) {
  auto update = update_of(what, ack);
  const auto number = ack.integer().value_or(0);
  if (what == receipt::failed && number < 0) {
    update.reason =
        with_kind({std::to_string(number), std::string{ack_failure(number)}}, failure_codes::acks);
  }
  return update;
}

/// 5 says that a device of our own has it (wa-js: PEER).
[[nodiscard]] inline bool is_of_peer(const json_view& ack) noexcept { return ack.integer() == 5; }

/// Adds the update for the message of a field with a serialised id, or what is wrong with the id.
inline void add_for_serialized_id(const json_view& parent, std::string_view name,
                                  status_update update, parse_report& report) {
  const auto own = own_message_id(parent[name].string());
  if (own.size() == parent[name].string().size()) {
    return add_for_id(parent, name, std::move(update), report);
  }
  if (!is_valid_id(own)) {
    return report.add(field_issue(issue_code::invalid_message_id, parent, name,
                                  "a message id that is empty or longer than 255 bytes"));
  }
  update.message_id = own;
  report.add(std::move(update));
}

}  // namespace waybill::dialects
