#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// What can be wrong with a payload.
enum class issue_code : std::uint8_t {
  invalid_json,         ///< not JSON, not UTF-8, or a lone surrogate
  number_out_of_range,  ///< JSON, but with a number no IEEE double can hold
  too_large,            ///< the body is over the size limit
  too_deep,             ///< nested over the depth limit
  too_many_values,      ///< more values of interest than the limit
  duplicate_field,      ///< a field that the dialect reads occurs twice
  missing_data,         ///< the envelope holds no data
  missing_message_id,   ///< no id, or null
  missing_field,        ///< another needed field is absent or null
  wrong_type,           ///< a field has an invalid type
  invalid_message_id,   ///< empty, too long, or with a NUL
  unmapped_status,      ///< a code or word the dialect does not map
  invalid_form,         ///< a form with a broken escape, or that is not UTF-8
};

/// Names for logs and metrics, by position.
inline constexpr std::array<std::string_view, 13> issue_code_names{
    "invalid-json",    "number-out-of-range", "too-large",          "too-deep",
    "too-many-values", "duplicate-field",     "missing-data",       "missing-message-id",
    "missing-field",   "wrong-type",          "invalid-message-id", "unmapped-status",
    "invalid-form"};

/// The name of a code.
[[nodiscard]] constexpr std::string_view to_string(issue_code code) noexcept {
  return issue_code_names[static_cast<std::size_t>(code)];
}

/// A fault in a payload, and its position.
struct issue {
  issue_code code = issue_code::invalid_json;  ///< the kind of fault
  std::string pointer{};   ///< JSON pointer (RFC 6901); empty for the whole body
  std::string message{};   ///< one sentence, for a log
  std::string received{};  ///< of an unmapped status: the value as JSON text
  /// Position of the item among the body's answers; an issue of the whole body has 0.
  std::size_t item = 0;
};

/// Why something well-formed is not a delivery report.
enum class ignore_reason : std::uint8_t {
  other_event,                   ///< such as `messages.upsert`
  unknown_event,                 ///< an event that this provider does not post, or none at all
  edit_event,                    ///< an event that only reports edits
  send_echo,                     ///< the gateway reports a send of its own
  no_items,                      ///< an empty list
  no_status,                     ///< an edit, in the flat shapes
  deleted_is_not_a_receipt,      ///< the message was deleted
  content_update_not_a_receipt,  ///< a status together with new content
  status_broadcast,              ///< of a story, `status@broadcast`
  newsletter,                    ///< of a channel
  own_device,                    ///< from the sender's own device
  unproven_reader,               ///< in a group: the reader may be the sender's own device
  read_by_us,                    ///< we read a message that somebody sent to us
  no_delivery_status,            ///< a word for something else than a delivery, such as a warning
};

/// Names for logs, by position.
inline constexpr std::array<std::string_view, 14> ignore_reason_names{
    "other-event",
    "unknown-event",
    "edit-event",
    "send-echo",
    "no-items",
    "no-status",
    "deleted-is-not-a-receipt",
    "content-update-not-a-receipt",
    "status-broadcast",
    "newsletter",
    "own-device",
    "unproven-reader",
    "read-by-us",
    "no-delivery-status"};

/// The name of a reason.
[[nodiscard]] constexpr std::string_view to_string(ignore_reason reason) noexcept {
  return ignore_reason_names[static_cast<std::size_t>(reason)];
}

/// A part of a payload that is understood and moves nothing.
struct ignored_item {
  ignore_reason reason = ignore_reason::other_event;  ///< why it moves nothing
  std::string pointer{};  ///< JSON pointer to the item; empty for the whole body
  std::size_t item = 0;   ///< position among the body's answers
};

}  // namespace waybill
