#pragma once

#include <string>

#include <waybill/soci/postgres_options.hpp>

namespace waybill::detail {

/// What the user gave, in either of libpq's forms (`host=… dbname=…` or `postgresql://…`), as the
/// one form that SOCI hands on unharmed whatever a password holds: a URI without a space or quote.
/// waybill's own time-outs come with it where the user gave none. Throws `store_error` for text
/// that libpq does not understand, without repeating it: it may hold a password.
[[nodiscard]] std::string connection_string(const std::string& given,
                                            const postgres_options& options);

}  // namespace waybill::detail
