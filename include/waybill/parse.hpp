#pragma once

#include <string_view>

#include <waybill/config.hpp>
#include <waybill/dialect.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/parse_report.hpp>

namespace waybill {

/// Parses one webhook body. Never throws but for `std::bad_alloc`: whatever is wrong becomes an
/// issue, and one bad item never hides the good ones. A body that is not JSON, or beyond a limit,
/// is one issue and nothing else.
[[nodiscard]] WAYBILL_EXPORT parse_report parse(const dialect& provider, std::string_view body,
                                                const json_limits& limits = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/parse.ipp>
#endif
