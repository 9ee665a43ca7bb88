#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include <waybill/recipients.hpp>

namespace waybill::detail {

[[nodiscard]] constexpr std::size_t rows_on_page(const recipient_query& query) noexcept {
  return std::min(query.limit, most_recipients_on_a_page);
}

/// How many rows one call of `read_recipients` looks at: those of a page and one more, which tells
/// that there is another page, or else what a database reads in two or three milliseconds.
[[nodiscard]] constexpr std::size_t rows_to_look_at(const recipient_query& query) noexcept {
  constexpr std::size_t a_few_milliseconds = 1000;
  return std::max(a_few_milliseconds, rows_on_page(query) + 1);
}

/// Makes a page of rows that come in order, until it has all it needs.
class page_of_recipients {
 public:
  explicit page_of_recipients(const recipient_query& query) noexcept
      : limit_(rows_on_page(query)) {}

  /// Takes a row of those asked for; false if it belongs to the next page.
  bool add(tracked_message row) {
    if (page_.recipients.size() == limit_) {
      if (limit_ != 0) page_.next = page_.recipients.back().key.row;
      return false;
    }
    page_.recipients.push_back(std::move(row));
    return true;
  }
  /// This is the last row that may be looked at, of those asked for or not.
  void stop_at(std::string row) { page_.next = std::move(row); }

  [[nodiscard]] recipient_page take() && { return std::move(page_); }

 private:
  std::size_t limit_;
  recipient_page page_;
};

}  // namespace waybill::detail
