#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <waybill/impl/parse/json/utf8.hpp>
#include <waybill/json_document.hpp>

namespace waybill::detail {

/// Scans one JSON text (RFC 8259, UTF-8, a byte order mark is skipped) and calls `events` for each
/// value. Its stack is on the heap, so it never recurses; it reads each byte once and copies only
/// strings with escapes.
///
/// `Events` has `enter(json_kind)`, `leave()`, `name(text)` of a member and
/// `scalar(json_kind, text)`, with strings unescaped and anything else as it was received. Texts
/// are valid during the call. Each returns whether to go on.
template <typename Events>
class json_scanner {
 public:
  json_scanner(std::string_view text, Events& events) : json_(text), events_(events) {}

  /// Whether the text is valid JSON to its end, and no event stopped the scan.
  [[nodiscard]] bool scan() {
    take("\xEF\xBB\xBF");
    if (!value()) return false;
    while (!closers_.empty()) {
      if (!step()) return false;
    }
    skip_space();
    return at_ == json_.size();
  }

  /// The byte at which a failed scan ended, counted from 1.
  [[nodiscard]] std::size_t position() const noexcept { return at_ + 1; }

 private:
  /// The next byte; at the end a NUL, which valid JSON never contains.
  [[nodiscard]] char peek() const noexcept { return at_ < json_.size() ? json_[at_] : '\0'; }
  bool take(char wanted) noexcept {
    const bool there = at_ < json_.size() && json_[at_] == wanted;
    at_ += there ? 1 : 0;
    return there;
  }
  bool take(std::string_view wanted) noexcept {
    const bool there = json_.substr(at_).starts_with(wanted);
    at_ += there ? wanted.size() : 0;
    return there;
  }
  void skip_space() noexcept {
    while (take(' ') || take('\n') || take('\r') || take('\t')) {
    }
  }

  /// One step within the innermost array or object: out of it, or to its next value.
  bool step() {
    skip_space();
    const char closer = closers_.back();
    if (take(closer)) return leave();
    if (!std::exchange(is_first_, false) && !take(',')) return false;
    return (closer == ']' || name()) && value();
  }

  bool name() {
    skip_space();
    const auto text = string();
    if (!text || !events_.name(*text)) return false;
    skip_space();
    return take(':');
  }

  /// A whole scalar, or the bracket that opens an array or object.
  bool value() {
    skip_space();
    switch (peek()) {
      case '{': return enter(json_kind::object, '}');
      case '[': return enter(json_kind::array, ']');
      case '"': {
        const auto text = string();
        return text && events_.scalar(json_kind::string, *text);
      }
      case 't': return word(json_kind::boolean, "true");
      case 'f': return word(json_kind::boolean, "false");
      case 'n': return word(json_kind::null, "null");
      default: return number();
    }
  }

  bool enter(json_kind kind, char closer) {
    ++at_;
    closers_ += closer;
    is_first_ = true;
    return events_.enter(kind);
  }
  bool leave() {
    closers_.pop_back();
    is_first_ = false;
    return events_.leave();
  }

  bool word(json_kind kind, std::string_view text) {
    return take(text) && events_.scalar(kind, text);
  }

  bool number() {
    const auto begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return events_.scalar(json_kind::number, json_.substr(begin, at_ - begin));
  }
  bool digits() noexcept {
    const auto begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ != begin;
  }

  /// A whole string, unescaped; empty if there is none.
  std::optional<std::string_view> string() {
    if (!take('"')) return std::nullopt;
    unescaped_.clear();
    auto rest = at_;  // from here on nothing is copied yet
    while (pass_characters(), take('\\')) {
      unescaped_.append(json_.substr(rest, at_ - 1 - rest));
      if (!escape()) return std::nullopt;
      rest = at_;
    }
    const auto last = json_.substr(rest, at_ - rest);
    if (!take('"')) return std::nullopt;
    return unescaped_.empty() ? last : std::string_view{unescaped_.append(last)};
  }

  /// Skips to the first byte that is not plain text within a string.
  void pass_characters() noexcept {
    std::size_t size = 0;
    do {
      at_ = end_of_plain(json_, at_ + size);
      size = utf8_size(json_.substr(at_));
    } while (size != 0);
  }

  /// What follows a backslash.
  bool escape() {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (take('u')) return unicode_escape();
    const auto which = letters.find(peek());
    if (which == std::string_view::npos) return false;
    ++at_;
    unescaped_ += meanings[which];
    return true;
  }

  /// Four hexadecimal digits, or twice four for a character beyond U+FFFF (RFC 8259 §7).
  bool unicode_escape() {
    const auto unit = hexadecimal();
    if (!unit || is_low_surrogate(*unit)) return false;
    if (!is_high_surrogate(*unit)) return append_utf8(unescaped_, *unit), true;
    if (!take("\\u")) return false;
    const auto low = hexadecimal();
    if (!low || !is_low_surrogate(*low)) return false;
    append_utf8(unescaped_, join_surrogates(*unit, *low));
    return true;
  }
  std::optional<char32_t> hexadecimal() noexcept {
    constexpr std::size_t size = 4;
    std::uint16_t value = 0;
    const auto text = json_.substr(at_, size);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + size) return std::nullopt;
    at_ += size;
    return value;
  }

  std::string_view json_;
  Events& events_;
  std::size_t at_ = 0;
  std::string closers_;    ///< the closing brackets that are due, innermost last
  bool is_first_ = false;  ///< only the opening bracket came before, so no comma is due
  std::string unescaped_;
};

}  // namespace waybill::detail
