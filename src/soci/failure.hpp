#pragma once

#include <string>
#include <string_view>

#include <waybill/store_error.hpp>

#include "command.hpp"

namespace waybill::detail {

/// What a SQLSTATE of a failed statement means to the caller.
///
/// `connected` says whether the connection outlived it. Only what lies in the data itself is
/// permanent: a table that is missing or a right that is not granted fails every item alike, and is
/// the operator's to mend, so the item is to be sent again.
[[nodiscard]] failure_kind classify(std::string_view sqlstate, bool connected,
                                    bool writes) noexcept;

/// The error a store throws: names the operation, the SQLSTATE and what to do, and nothing that the
/// server said, which may hold values.
[[nodiscard]] store_error failure(const command& what, const std::string& sqlstate, bool connected);

}  // namespace waybill::detail
