#pragma once

#include <string_view>

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/parse_report.hpp>

namespace waybill {

/// Parses one webhook body. Throws only `std::bad_alloc`: every fault becomes an issue, and one bad
/// item never hides the good ones. A body that is not JSON, or exceeds a limit, yields one issue
/// and nothing else.
[[nodiscard]] WAYBILL_EXPORT parse_report parse(const dialect& provider, std::string_view body,
                                                const json_limits& limits = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/parse.ipp>
#endif
