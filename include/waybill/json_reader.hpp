#pragma once

// The only reader of JSON text in waybill. It can be replaced here: dialects see only
// `json_document`.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/config.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill {

/// A string as JSON text, including quotes. Invalid UTF-8 is replaced and does not throw.
[[nodiscard]] WAYBILL_EXPORT std::string to_json_text(std::string_view string);

/// A JSON object from members whose values are already JSON text, in the given order.
[[nodiscard]] WAYBILL_EXPORT std::string json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> members);

/// Bounds on one body. Reading costs time linear in the body and memory for `values` at most.
struct json_limits {
  std::size_t bytes = 8 * 1024 * 1024;  ///< of the body: gateways post media as base64 text
  std::size_t depth = 128;              ///< of nested arrays and objects
  std::size_t values = 200'000;         ///< that are kept because a dialect asked for them
};

/// The result of reading a body: a document, or an issue.
struct json_result {
  json_document document{};        ///< empty if something was wrong
  std::optional<issue> problem{};  ///< empty if nothing was wrong
};

/// Reads one JSON text (RFC 8259, UTF-8, a BOM is skipped) and keeps the named fields.
///
/// A member is kept if its name is among `fields` and its parent is kept; the root and the elements
/// of kept arrays are always kept. Never recurses; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT json_result read_json(std::string_view bytes,
                                                   std::span<const json_field> fields,
                                                   const json_limits& limits = {});

/// A scalar value as JSON text, as it was received; `null` for an absent one.
[[nodiscard]] WAYBILL_EXPORT std::string to_json_text(const json_view& scalar);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/json_reader.ipp>
#include <waybill/impl/parse/json_writer.ipp>
#endif
