#pragma once

// The seam to the JSON library: the only reader of JSON text in waybill. A faster one can take its
// place here; dialects see `json_document` alone.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <waybill/detail/json_collector.hpp>
#include <waybill/detail/plain_text.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>
#include <waybill/json_writer.hpp>

namespace waybill {

/// Bounds on one body. Reading costs time linear in the body and memory for `values` at most.
struct json_limits {
  std::size_t bytes = 8 * 1024 * 1024;
  std::size_t depth = 128;       ///< of nested arrays and objects
  std::size_t values = 200'000;  ///< kept because a dialect asked for them
};

/// What came of reading a body: a document, or what was wrong.
struct json_result {
  json_document document{};
  std::optional<issue> problem{};
};

namespace detail {

[[nodiscard]] inline json_result read_text(std::string_view json,
                                           std::span<const json_field> fields,
                                           const json_limits& limits) {
  json_result result;
  json_collector collector{fields, limits.depth, limits.values, result.document};
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &collector)) {
    result.problem = collector.problem();
  }
  return result;
}

}  // namespace detail

/// Reads one JSON text (RFC 8259, UTF-8, a BOM is skipped) and keeps the named fields.
///
/// A member is kept if its name is among `fields` and its parent is kept; the root and the elements
/// of kept arrays always are. Of more than 64 KiB of ASCII in a row within a string, the first
/// 64 KiB are kept. Never recurses; throws nothing but `std::bad_alloc`.
[[nodiscard]] inline json_result read_json(std::string_view bytes,
                                           std::span<const json_field> fields,
                                           const json_limits& limits = {}) {
  constexpr std::size_t longest_run = 64 * 1024;
  constexpr std::size_t addressable = std::numeric_limits<json_document::index>::max();
  if (bytes.size() > std::min(limits.bytes, addressable)) {
    return {{}, issue{issue_code::too_large, "", "the body is over the size limit", "", 0}};
  }
  // The JSON library takes a NUL for the end and would not look at what follows.
  if (bytes.find('\0') != std::string_view::npos) {
    return {{}, issue{issue_code::invalid_json, "", "not JSON: a NUL byte", "", 0}};
  }
  if (bytes.size() > longest_run) {
    auto result = detail::read_text(detail::cut_long_strings(bytes, longest_run), fields, limits);
    if (!result.problem) return result;  // otherwise again, for the true position
  }
  return detail::read_text(bytes, fields, limits);
}

/// A scalar value as JSON text, as it was received; `null` for an absent one.
[[nodiscard]] inline std::string to_json_text(const json_view& scalar) {
  if (!scalar.exists()) return "null";
  return scalar.is(json_kind::string) ? to_json_text(scalar.text()) : std::string{scalar.text()};
}

}  // namespace waybill
