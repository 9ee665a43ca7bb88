#pragma once

// The only writer of JSON text in waybill.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/config.hpp>

namespace waybill {

/// A string as JSON text, including quotes. Invalid UTF-8 is replaced and does not throw.
[[nodiscard]] WAYBILL_EXPORT std::string to_json_text(std::string_view string);

/// A JSON object from members whose values are already JSON text, in the given order.
[[nodiscard]] WAYBILL_EXPORT std::string json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> members);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/json_writer.ipp>
#endif
