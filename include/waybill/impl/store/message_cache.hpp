#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/impl/store/held_row.hpp>
#include <waybill/message.hpp>

namespace waybill::detail {

/// Rows by tenant and message id, in so many bytes. Which make room is decided by a clock: a hand
/// goes round and takes what was not used since it came by last. It locks nothing; its owner does.
///
/// The index is a table of a fixed size, in which a row stands at the first free place from its
/// hash on.
class message_cache {
 public:
  using time = held_row::time;
  /// Moves when the id, or one of few others, is told of: what was loaded before that may be older.
  using stamp = std::uint32_t;

  message_cache(std::size_t bytes, std::chrono::milliseconds max_age)
      : limit_(bytes),
        max_age_(std::min<std::chrono::nanoseconds>(max_age, std::chrono::hours{24})),
        places_(std::bit_ceil(std::max(bytes / bytes_per_place, fewest_places))),
        stamps_(stamp_count), bytes_(places_.size() * sizeof(place)) {}

  /// The row of an id, if it is held and not too old, and was loaded with its contact's name where
  /// that is needed.
  [[nodiscard]] std::optional<tracked_message> find(const message_key& key, time now,
                                                    bool needs_name) {
    const auto at = find(name{key.tenant, key.message_id});
    if (!at) return std::nullopt;
    auto& here = places_[*at];
    if (now - here.row->loaded_at() > max_age_ || (needs_name && !here.row->is_named())) {
      erase(*at);
      return std::nullopt;
    }
    here.used = true;
    return here.row->row();
  }

  [[nodiscard]] stamp stamp_of(const message_key& key) const noexcept {
    return stamps_[name{key.tenant, key.message_id}.hash % stamp_count];
  }

  /// Holds the only row that has its message id, in place of what is held for it. Throws
  /// `std::bad_alloc`, and holds none then.
  void hold(const tracked_message& row, time loaded_at, bool is_named) {
    forget(row.key.tenant, row.message_id);
    auto held = std::make_unique<held_row>(row, loaded_at, is_named);
    const auto bytes = held->bytes();
    if (!make_room(bytes)) return;
    const auto hash = name{row.key.tenant, row.message_id}.hash;
    auto at = hash & mask();
    while (places_[at].row) at = next(at);
    places_[at] = {std::move(held), hash, true};
    bytes_ += bytes;
    ++count_;
  }

  /// Moves the row as its store did, which found the state that the change expects.
  void follow(const change& applied) noexcept {
    const name which{applied.key.tenant, applied.expected_message_id};
    ++stamps_[which.hash % stamp_count];
    const auto at = find(which);
    if (at && !places_[*at].row->move(applied)) erase(*at);
  }

  /// Forgets an id of which another state may be true by now.
  void drop(std::string_view tenant, std::string_view message_id) noexcept {
    ++stamps_[name{tenant, message_id}.hash % stamp_count];
    forget(tenant, message_id);
  }

  /// Forgets an id that is about to be loaded.
  void forget(std::string_view tenant, std::string_view message_id) noexcept {
    if (const auto at = find(name{tenant, message_id})) erase(*at);
  }

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  struct name {
    name(std::string_view whose, std::string_view id) noexcept
        : tenant(whose), message_id(id),
          hash(static_cast<std::uint32_t>(std::hash<std::string_view>{}(whose)*31 +
                                          std::hash<std::string_view>{}(id))) {}

    std::string_view tenant;
    std::string_view message_id;
    std::uint32_t hash;
  };
  struct place {
    std::unique_ptr<held_row> row{};  ///< null where it is free
    std::uint32_t hash = 0;
    bool used = false;  ///< since the hand came by
  };

  static constexpr std::size_t stamp_count = std::size_t{1} << 14;
  static constexpr std::size_t bytes_per_place = 256;
  static constexpr std::size_t fewest_places = 8;

  [[nodiscard]] std::size_t mask() const noexcept { return places_.size() - 1; }
  [[nodiscard]] std::size_t next(std::size_t at) const noexcept { return (at + 1) & mask(); }

  [[nodiscard]] std::optional<std::size_t> find(const name& which) const noexcept {
    for (auto at = which.hash & mask(); places_[at].row; at = next(at)) {
      const auto& here = places_[at];
      if (here.hash == which.hash && here.row->message_id() == which.message_id &&
          here.row->tenant() == which.tenant) {
        return at;
      }
    }
    return std::nullopt;
  }

  /// Frees a place, and moves up those behind it that it kept from theirs.
  void erase(std::size_t free) noexcept {
    bytes_ -= places_[free].row->bytes();
    --count_;
    places_[free].row.reset();
    for (auto at = next(free); places_[at].row; at = next(at)) {
      const auto from_first_choice = (at - places_[at].hash) & mask();
      const auto from_free = (at - free) & mask();
      if (from_first_choice < from_free) continue;
      places_[free] = std::move(places_[at]);
      free = at;
    }
  }

  /// For one more row; false where so many bytes would never fit.
  [[nodiscard]] bool make_room(std::size_t bytes) noexcept {
    const auto most = places_.size() / 4 * 3;  // fuller, a look-up would be long
    while (bytes_ + bytes > limit_ || count_ == most) {
      if (count_ == 0) return false;
      auto& here = places_[hand_];
      if (here.row && !here.used) {
        erase(hand_);
        ++evictions_;
        continue;  // another row may have moved up
      }
      here.used = false;
      hand_ = next(hand_);
    }
    return true;
  }

  std::size_t limit_;
  std::chrono::nanoseconds max_age_;
  std::vector<place> places_;
  std::vector<stamp> stamps_;
  std::size_t bytes_;
  std::size_t count_ = 0;
  std::size_t hand_ = 0;
  std::uint64_t evictions_ = 0;
};

}  // namespace waybill::detail
