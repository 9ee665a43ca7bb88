#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <waybill/change.hpp>
#include <waybill/message.hpp>

namespace waybill::detail {

/// A row as a cache holds it. Its texts stand in one, because a look-up costs above all the trips
/// to memory that is far away.
class held_row {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// Whether there is a use in holding it: a report may still move it on, and has given no reason.
  [[nodiscard]] static bool may_hold(const tracked_message& row) noexcept {
    return row.status && *row.status < message_status::read && row.reason.empty();
  }

  held_row(const tracked_message& row, time loaded_at, bool is_named)
      : loaded_at_(loaded_at), times_(row.times), status_(*row.status), is_named_(is_named) {
    const std::array<std::string_view, text_count> texts{
        row.key.tenant, row.message_id, row.key.row,     row.instance,
        row.campaign,   row.contact,    row.contact_name};
    std::size_t size = 0;
    for (const auto text : texts) size += text.size();
    texts_.reserve(size);
    for (std::size_t i = 0; i < text_count; ++i) {
      texts_ += texts[i];
      ends_[i] = static_cast<std::uint32_t>(texts_.size());
    }
  }

  [[nodiscard]] std::string_view tenant() const noexcept { return text(0); }
  [[nodiscard]] std::string_view message_id() const noexcept { return text(1); }
  [[nodiscard]] time loaded_at() const noexcept { return loaded_at_; }
  /// Whether its contact's name was asked for.
  [[nodiscard]] bool is_named() const noexcept { return is_named_; }

  [[nodiscard]] tracked_message row() const {
    tracked_message result{.key = {std::string{text(0)}, std::string{text(2)}},
                           .message_id = std::string{text(1)},
                           .instance = std::string{text(3)},
                           .campaign = std::string{text(4)},
                           .contact = std::string{text(5)},
                           .contact_name = std::string{text(6)},
                           .status = status_,
                           .times = times_};
    result.from_cache = true;
    return result;
  }

  /// Moves it as its store did. False where it is not what the change found there, or need not be
  /// held any more.
  [[nodiscard]] bool move(const change& applied) noexcept {
    const message_state state{status_, times_.reached()};
    if (applied.key.row != text(2) || applied.expected != state) return false;
    if (applied.next_status >= message_status::read || !applied.reason.empty()) return false;
    status_ = applied.next_status;
    for (const auto which : all_milestones) {
      if (const auto at = applied.proven[which]) times_.prove(which, *at);
    }
    return true;
  }

  /// What it takes, the allocator's own share in two pieces included.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return sizeof(held_row) + texts_.capacity() + 1 + 4 * sizeof(void*);
  }

 private:
  static constexpr std::size_t text_count = 7;

  [[nodiscard]] std::string_view text(std::size_t which) const noexcept {
    const std::size_t begin = which == 0 ? 0 : ends_[which - 1];
    return std::string_view{texts_}.substr(begin, ends_[which] - begin);
  }

  time loaded_at_;
  std::string texts_;
  std::array<std::uint32_t, text_count> ends_{};
  milestones times_;
  message_status status_;
  bool is_named_;
};

}  // namespace waybill::detail
