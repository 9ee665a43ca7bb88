#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <waybill/impl/parse/json_pointer.hpp>

namespace waybill {

/// What a JSON value is.
enum class json_kind : std::uint8_t { null, boolean, number, string, array, object };

/// A member name that a dialect looks at. All other members are skipped while reading.
struct json_field {
  std::string_view name;  ///< not copied: a literal
  bool opaque = false;    ///< only its presence matters, not what is inside
};

/// The fields of one body that a dialect asked for, in one flat list. Not a DOM: other fields are
/// not kept. Read it through `json_view`.
struct json_document {
  using index = std::uint32_t;  ///< half of `std::size_t`, so small bodies stay in cache
  /// One value, with the indexes of its neighbours.
  struct node {
    std::string_view name;             ///< of a member; empty in an array
    double number = 0;                 ///< of a number
    index position = 0;                ///< among its parent's children
    index text_begin = 0;              ///< of a scalar: its text in `texts`
    index text_size = 0;               ///< in bytes
    index parent = 0;                  ///< what it is a member or element of
    index first_child = 0;             ///< 0, which is the root, for none
    index last_child = 0;              ///< 0 for none
    index next_sibling = 0;            ///< 0 for none
    json_kind kind = json_kind::null;  ///< what it is
  };
  std::vector<node> nodes;  ///< the root first
  std::string texts;        ///< of all scalars, one after the other
};

/// A view of one value of a document, or of an absent one, on which every call is safe. Valid as
/// long as the document; cheap to copy.
class json_view {
 public:
  json_view() noexcept = default;  ///< absent
  /// One value of a document, by default the root. Does not own the document.
  explicit json_view(const json_document& document, json_document::index index = 0) noexcept
      : document_(&document), index_(index) {}

  /// Whether there is a value, `null` or not.
  [[nodiscard]] bool exists() const noexcept { return document_ != nullptr; }
  /// Whether it is of that kind; false if absent.
  [[nodiscard]] bool is(json_kind kind) const noexcept { return exists() && self().kind == kind; }
  /// Absent or `null`, which mean the same to providers.
  [[nodiscard]] bool is_missing() const noexcept { return !exists() || is(json_kind::null); }
  /// An array or an object.
  [[nodiscard]] bool is_container() const noexcept {
    return is(json_kind::array) || is(json_kind::object);
  }

  /// The member of that name; absent if there is none or this is not an object.
  [[nodiscard]] json_view operator[](std::string_view name) const noexcept {
    if (!is(json_kind::object)) return {};
    const auto& nodes = document_->nodes;
    auto child = self().first_child;
    while (child != 0 && !same_name(nodes[child].name, name)) child = nodes[child].next_sibling;
    return at(child);
  }
  /// The first element or member; absent if there is none.
  [[nodiscard]] json_view first() const noexcept {
    return exists() ? at(self().first_child) : json_view{};
  }
  /// The one after this in its array or object; absent after the last.
  [[nodiscard]] json_view next() const noexcept {
    return exists() ? at(self().next_sibling) : json_view{};
  }

  /// The bytes of a string; a number, boolean or null as JSON text; empty otherwise.
  [[nodiscard]] std::string_view text() const noexcept {
    if (!exists()) return {};
    return std::string_view{document_->texts}.substr(self().text_begin, self().text_size);
  }
  /// The bytes of a string; empty for anything else.
  [[nodiscard]] std::string_view string() const noexcept {
    return is(json_kind::string) ? text() : std::string_view{};
  }
  /// A whole number, also one written as `2.0` or `"2"`; empty for anything else.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept {
    constexpr double exact = 9007199254740992.0;  // 2^53: beyond it a double skips integers
    if (is(json_kind::number)) {
      const double value = self().number;
      if (std::abs(value) > exact || value != std::floor(value)) return std::nullopt;
      return static_cast<std::int64_t>(value);
    }
    std::int64_t value = 0;
    const auto digits = string();
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (digits.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return value;
  }

  /// The value's position in its body, as a JSON pointer (RFC 6901).
  [[nodiscard]] std::string pointer() const {
    if (!exists() || index_ == 0) return {};
    const json_view parent{*document_, self().parent};
    return parent.pointer() + (parent.is(json_kind::array) ? '/' + std::to_string(self().position)
                                                           : detail::pointer_step(self().name));
  }

 private:
  /// Both are literals, mostly one and the same.
  [[nodiscard]] static bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && (a.data() == b.data() || a == b);
  }
  [[nodiscard]] const json_document::node& self() const noexcept {
    return document_->nodes[index_];
  }
  [[nodiscard]] json_view at(json_document::index index) const noexcept {
    return index == 0 ? json_view{} : json_view{*document_, index};
  }

  const json_document* document_ = nullptr;
  json_document::index index_ = 0;
};

}  // namespace waybill
