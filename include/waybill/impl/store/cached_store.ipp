#pragma once

// The members of cached_store; cached_store.hpp includes this file.

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#include <waybill/cached_store.hpp>
#include <waybill/impl/store/message_cache.hpp>
#include <waybill/no_cache_scope.hpp>
#include <waybill/no_names_scope.hpp>

namespace waybill {

struct WAYBILL_HIDDEN cached_store::parts {
  using found_rows = std::vector<std::vector<tracked_message>>;

  /// The keys that a load asks the inner store for.
  struct misses {
    explicit misses(clock::steady_time now) : since(now) {}

    clock::steady_time since;
    std::vector<std::size_t> places{};
    std::vector<detail::message_cache::stamp> stamps{};
  };

  explicit parts(const cache_options& options)
      : ticks(*options.clock), cache(options.bytes, options.max_age) {}

  /// Puts what is held into `result`; returns the rest.
  [[nodiscard]] misses recall(std::span<const message_key> keys, found_rows& result) {
    misses rest{ticks.steady_now()};
    const bool asks_anew = no_cache_scope::is_open();
    const std::scoped_lock lock{mutex};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (asks_anew) cache.forget(keys[i].tenant, keys[i].message_id);
      if (auto held = cache.find(keys[i], rest.since, needs_names())) {
        result[i].push_back(std::move(*held));
      } else {
        rest.places.push_back(i);
        rest.stamps.push_back(cache.stamp_of(keys[i]));
      }
    }
    miss_count += rest.places.size();
    hit_count += keys.size() - rest.places.size();
    return rest;
  }

  /// Holds what was asked for, unless it was told of meanwhile.
  void hold(std::span<const message_key> keys, const misses& asked, const found_rows& found) {
    const std::scoped_lock lock{mutex};
    try {
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& key = keys[asked.places[i]];
        if (!may_hold(key, found[i]) || cache.stamp_of(key) != asked.stamps[i]) continue;
        cache.hold(found[i].front(), asked.since, needs_names());
      }
    } catch (const std::bad_alloc&) {
      return;  // the rest is not held
    }
  }

  [[nodiscard]] static bool needs_names() noexcept { return !no_names_scope::is_open(); }

  [[nodiscard]] static bool may_hold(const message_key& key,
                                     const std::vector<tracked_message>& rows) noexcept {
    if (rows.size() != 1) return false;
    const auto& row = rows.front();
    return detail::held_row::may_hold(row) && !row.from_cache && row.key.tenant == key.tenant &&
           row.message_id == key.message_id;
  }

  void follow(std::span<const change> changes, std::span<const std::size_t> lost) noexcept {
    const std::scoped_lock lock{mutex};
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].send || std::binary_search(lost.begin(), lost.end(), i)) {
        drop(changes[i]);
      } else {
        cache.follow(changes[i]);
      }
    }
  }

  void drop_all(std::span<const change> changes) noexcept {
    const std::scoped_lock lock{mutex};
    for (const auto& each : changes) drop(each);
  }

  /// The id that the row had, and the one that it gets.
  void drop(const change& what) noexcept {
    cache.drop(what.key.tenant, what.expected_message_id);
    if (what.send) cache.drop(what.key.tenant, what.send->message_id);
  }

  clock& ticks;
  std::mutex mutex;  ///< of what follows; never held while the inner store is at work
  detail::message_cache cache;
  std::uint64_t hit_count = 0;
  std::uint64_t miss_count = 0;
};

WAYBILL_INLINE cached_store::cached_store(store& inner, const cache_options& options)
    : forwarding_store(inner), parts_(std::make_unique<parts>(options)) {}

WAYBILL_INLINE cached_store::~cached_store() = default;

WAYBILL_INLINE std::vector<std::vector<tracked_message>> cached_store::load(
    std::span<const message_key> keys) {
  std::vector<std::vector<tracked_message>> result(keys.size());
  const auto asked = parts_->recall(keys, result);
  if (asked.places.empty()) return result;
  if (asked.places.size() == keys.size()) {
    result = forwarding_store::load(keys);
    parts_->hold(keys, asked, result);
    return result;
  }
  std::vector<message_key> rest;
  rest.reserve(asked.places.size());
  for (const auto i : asked.places) rest.push_back(keys[i]);
  auto found = forwarding_store::load(rest);
  parts_->hold(keys, asked, found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    result[asked.places[i]] = std::move(found[i]);
  }
  return result;
}

WAYBILL_INLINE std::vector<std::size_t> cached_store::apply(std::span<const change> changes) {
  try {
    auto lost = forwarding_store::apply(changes);
    parts_->follow(changes, lost);
    return lost;
  } catch (...) {  // whatever of it was written
    parts_->drop_all(changes);
    throw;
  }
}

WAYBILL_INLINE cache_stats cached_store::stats() const {
  const std::scoped_lock lock{parts_->mutex};
  return {parts_->hit_count, parts_->miss_count, parts_->cache.evictions(), parts_->cache.bytes()};
}

}  // namespace waybill
