#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/auth/request.hpp>
#include <waybill/auth/verdict.hpp>

namespace waybill::detail {

/// A text that must be there exactly once, or why it is not.
struct found_text {
  std::string_view text;
  auth_verdict refusal = auth_verdict::missing;  ///< `accepted` if there is a text
  [[nodiscard]] bool is_there() const noexcept { return refusal == auth_verdict::accepted; }
};

[[nodiscard]] std::string lower_case(std::string_view text);

[[nodiscard]] found_text find_header(const posted_request& request, std::string_view name);

/// What follows the scheme `Bearer` in `Authorization`.
[[nodiscard]] found_text find_bearer(const posted_request& request);

using form_fields = std::vector<std::pair<std::string, std::string>>;

/// The fields in their order. Empty if it is not a form in UTF-8.
[[nodiscard]] std::optional<form_fields> read_fields(std::string_view form);

[[nodiscard]] found_text find_field(const form_fields& fields, std::string_view name);

/// Whether these are lower-case hexadecimal digits, as many as that.
[[nodiscard]] bool is_hex(std::string_view digits, std::size_t count);
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace waybill::detail
