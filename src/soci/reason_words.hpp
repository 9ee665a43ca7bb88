#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <waybill/failure_kind.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

/// The kind of a failure as a row keeps it: nothing where there is no reason.
[[nodiscard]] inline std::string_view stored_kind(const failure_reason& reason) noexcept {
  return reason.empty() ? std::string_view{} : to_string(reason.kind);
}

/// The kind that a row keeps: unknown where it has none, or a word of somebody else's.
[[nodiscard]] inline failure_kind read_kind(std::string_view word) noexcept {
  return parse_failure_kind(word).value_or(failure_kind::unknown);
}

[[nodiscard]] inline failure_reason read_reason(std::string code, std::string text,
                                                std::string_view kind) {
  return {std::move(code), std::move(text), read_kind(kind)};
}

}  // namespace waybill::detail
