#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/message.hpp>
#include <waybill/stats.hpp>

namespace waybill::detail {

/// Rows by tenant and message id, in so many bytes: the least recently used make room. It locks
/// nothing; its owner does.
class message_cache {
 public:
  using time = std::chrono::steady_clock::time_point;
  /// Moves when the id, or one of few others, is told of: what was loaded before that may be older.
  using stamp = std::uint32_t;

  message_cache(std::size_t bytes, std::chrono::milliseconds max_age)
      : limit_(bytes),
        max_age_(std::min<std::chrono::nanoseconds>(max_age, std::chrono::hours{24})),
        stamps_(stamp_count) {}

  /// The row of an id, if it is held and not too old. Valid until the next call.
  [[nodiscard]] const tracked_message* find(const message_key& key, time now) noexcept {
    const auto slot = index_.find(name{key.tenant, key.message_id});
    if (slot == index_.end()) return nullptr;
    if (now - slot->second->loaded_at > max_age_) {
      erase(slot);
      return nullptr;
    }
    use(slot->second);
    return &slot->second->row;
  }

  [[nodiscard]] stamp stamp_of(const message_key& key) const noexcept {
    return stamps_[name{key.tenant, key.message_id}.hash % stamp_count];
  }

  /// Whether holding the row can spare a load: only what moves on is believed (cached_store.hpp).
  [[nodiscard]] static bool may_move_on(const tracked_message& row) noexcept {
    return row.status && *row.status < message_status::read;
  }

  /// Holds the only row that has its message id, in place of what is held for it. Throws
  /// `std::bad_alloc`, and holds none then.
  void hold(tracked_message row, time loaded_at) {
    forget(row.key.tenant, row.message_id);
    const auto bytes = bytes_of(row);
    if (bytes > limit_) return;
    held_.push_front({std::move(row), loaded_at, bytes});
    try {
      const auto& kept = held_.front().row;
      index_.emplace(name{kept.key.tenant, kept.message_id}, held_.begin());
    } catch (...) {
      held_.pop_front();
      throw;
    }
    bytes_ += bytes;
    make_room();
  }

  /// Moves the row as its store did, which found the state that the change expects.
  void follow(const change& applied) noexcept {
    const name which{applied.key.tenant, applied.expected_message_id};
    ++stamps_[which.hash % stamp_count];
    const auto slot = index_.find(which);
    if (slot == index_.end()) return;
    if (!move(*slot->second, applied)) return erase(slot);
    use(slot->second);
    make_room();
  }

  /// Forgets an id of which another state may be true by now.
  void drop(std::string_view tenant, std::string_view message_id) noexcept {
    ++stamps_[name{tenant, message_id}.hash % stamp_count];
    forget(tenant, message_id);
  }

  /// Forgets an id that is about to be loaded.
  void forget(std::string_view tenant, std::string_view message_id) noexcept {
    const auto slot = index_.find(name{tenant, message_id});
    if (slot != index_.end()) erase(slot);
  }

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

 private:
  /// Tenant and message id: views of a held row's own, or of the caller's.
  struct name {
    name(std::string_view whose, std::string_view id) noexcept
        : tenant(whose), message_id(id),
          hash(std::hash<std::string_view>{}(whose)*31 + std::hash<std::string_view>{}(id)) {}

    std::string_view tenant;
    std::string_view message_id;
    std::size_t hash;

    friend bool operator==(const name& a, const name& b) noexcept {
      return a.message_id == b.message_id && a.tenant == b.tenant;
    }
  };
  struct hash_of {
    [[nodiscard]] std::size_t operator()(const name& which) const noexcept { return which.hash; }
  };
  struct held_row {
    tracked_message row;
    time loaded_at;
    std::size_t bytes;
  };
  using row_list = std::list<held_row>;
  using name_index = std::unordered_map<name, row_list::iterator, hash_of>;

  static constexpr std::size_t stamp_count = std::size_t{1} << 14;
  static constexpr std::size_t per_allocation = 2 * sizeof(void*);  ///< the allocator's own

  /// The bytes of a text beside those in the row itself.
  [[nodiscard]] static std::size_t bytes_of(const std::string& text) noexcept {
    return text.capacity() <= std::string{}.capacity() ? 0 : text.capacity() + 1 + per_allocation;
  }

  /// What holding a row costs: a node of the list and of the index with its share of the buckets,
  /// and the texts.
  [[nodiscard]] static std::size_t bytes_of(const tracked_message& row) noexcept {
    constexpr auto node = sizeof(held_row) + 2 * sizeof(void*) + per_allocation;
    constexpr auto entry = sizeof(name_index::value_type) + 4 * sizeof(void*) + per_allocation;
    std::size_t bytes = node + entry;
    const std::array texts{&row.key.tenant,    &row.key.row,     &row.message_id,
                           &row.instance,      &row.campaign,    &row.contact,
                           &row.contact_name,  &row.reason.code, &row.reason.text,
                           &row.foreign_status};
    for (const auto* text : texts) bytes += bytes_of(*text);
    return bytes;
  }

  /// False where the row is not what the change found, or need not be held any more.
  [[nodiscard]] bool move(held_row& held, const change& applied) noexcept {
    auto& row = held.row;
    if (row.key != applied.key || row.state() != applied.expected) return false;
    row.status = applied.next_status;
    if (!may_move_on(row)) return false;
    try {
      if (row.reason.empty()) row.reason = applied.reason;
    } catch (...) {
      return false;
    }
    for (const auto which : all_milestones) {
      if (const auto at = applied.proven[which]) row.times.prove(which, *at);
    }
    bytes_ -= held.bytes;
    held.bytes = bytes_of(row);
    bytes_ += held.bytes;
    return true;
  }

  void use(row_list::iterator held) noexcept { held_.splice(held_.begin(), held_, held); }

  void erase(name_index::iterator slot) noexcept {
    const auto held = slot->second;
    bytes_ -= held->bytes;
    index_.erase(slot);  // its name refers to the row
    held_.erase(held);
  }

  void make_room() noexcept {
    for (; bytes_ > limit_; ++evictions_) {
      const auto& row = held_.back().row;
      forget(row.key.tenant, row.message_id);
    }
  }

  std::size_t limit_;
  std::chrono::nanoseconds max_age_;
  row_list held_;  ///< the most recently used first
  name_index index_;
  std::vector<stamp> stamps_;
  std::size_t bytes_ = 0;
  std::uint64_t evictions_ = 0;
};

}  // namespace waybill::detail
