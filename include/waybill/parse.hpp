#pragma once

#include <string>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>
#include <waybill/json_reader.hpp>

namespace waybill {

/// Parses one webhook body. Throws only `std::bad_alloc`: every fault becomes an issue, and one bad
/// item never hides the good ones. A body that is not JSON, or exceeds a limit, yields one issue
/// and nothing else.
///
/// `content_type` is that of the request. Only dialects that take forms look at it; if it is empty,
/// they take a body for JSON that begins like an object or a list.
[[nodiscard]] WAYBILL_EXPORT parse_report parse(const dialect& provider, std::string_view body,
                                                const json_limits& limits = {},
                                                std::string_view content_type = {});

/// The provider that a body looks like. All empty if no shape fits.
struct recognised_body {
  std::string_view dialect{};     ///< the name of its dialect
  std::string_view provider{};    ///< its name, for people
  std::string instance{};         ///< the body's name for its instance, if any
  bool is_mere_envelope = false;  ///< recognised only by the envelope of the items
};

/// The provider that a body looks like, within any wrapper of a forwarder. Reads the body again,
/// within the same limits; throws only `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT recognised_body recognise(std::string_view body,
                                                       const json_limits& limits = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/parse.ipp>
#include <waybill/impl/parse/recognise.ipp>
#endif
