#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <waybill/clock.hpp>
#include <waybill/config.hpp>
#include <waybill/forwarding_store.hpp>
#include <waybill/stats.hpp>

namespace waybill {

/// How much a cache holds, and for how long.
struct cache_options {
  /// What its messages may take: for each, its parts of the list and of the index, and the texts
  /// that need memory of their own, the allocator's share included; 500 to 800 bytes. Beside them
  /// the cache takes 64 KiB.
  std::size_t bytes = std::size_t{64} * 1024 * 1024;
  /// When a message is loaded anew at the latest, 24 hours at most: how long an instance's former
  /// name may still be heard.
  std::chrono::milliseconds max_age = std::chrono::minutes{5};
  /// Not owned; outlives the cache.
  waybill::clock* clock = &waybill::clock::system();
};

/// Answers `load` from memory for messages that it knows, and spares the second and third report of
/// a message the look into the database. Worth it where one process gets most of a message's
/// reports; an ingestor brings one (`ingestor_options::cache_bytes`).
///
///     waybill::cached_store cache{store, {.bytes = 64 << 20}};
///     waybill::tracker tracker{cache};
///
/// It asks the inner store for all ids that it does not know in one call, and holds those of them
/// that exactly one row has, with status pending, sending, sent or delivered. An `apply` moves what
/// it holds; what loses, what is refused, what may or may not have been written, and a message id
/// that a send takes or leaves is dropped. Everything else is passed on.
///
/// Why it cannot be wrong, although other processes write the same rows behind its back: what it
/// tells is a guess, marked `tracked_message::from_cache`, and no answer rests on a guess.
///
/// - **What changes a row is proven by the row.** A change is applied only if the row still has the
///   message id, the status and the milestones that the guess says. What moves a message, takes it
///   back or gives it another id (a report elsewhere, a resend, a failure that is withdrawn, an
///   operator's UPDATE, a deleted row) differs in one of the three, so that the change loses, the
///   guess is dropped and the message is loaded anew. Where all three are as guessed, the change is
///   the one that the row itself would have led to; its counters are added to what the row's
///   campaign and instance are by then. A recount moves counters alone, and no guess.
/// - **What changes nothing is judged by the row.** "Already processed", "not this instance's",
///   "ambiguous" and "a status of the user's own" write nothing, so no guard would catch a guess
///   that is wrong. The service believes them only of rows that the store itself told: where a
///   guess leads there, it asks again in a `no_cache_scope`. A duplicate therefore costs the load
///   that it costs without a cache, and so does a store's "no such row", which is never guessed.
/// - **Reads do not overtake writes.** What a load brings is not held if this cache heard of the id
///   while the load was under way.
///
/// What another writer's hand can still do is delay what no guard compares, for as long as the
/// guess keeps moving its message and not beyond `max_age`: a report in an instance's former name
/// is heard; one for an id that a second row got meanwhile goes to the row that had it first, where
/// it would be ambiguous or, if the first row names no instance, may be the second one's; names of
/// contact and campaign in replies and transitions are the former ones; and a time of an earlier
/// stage that was set by hand stays. Each of these is what would have been true had the report come
/// that much earlier. Never does it count twice or not at all, move a message that has another
/// state or id, or acknowledge a report that the row would have needed.
///
/// A caller of `load` that does without the service owes the same care to rows `from_cache`.
///
/// Threads: as the inner store's, of which no call waits for another one here. Errors: the inner
/// store's. Where memory runs out, less is held.
class WAYBILL_EXPORT cached_store final : public forwarding_store {
 public:
  /// Holds nothing yet. Does not own the inner store.
  explicit cached_store(store& inner, const cache_options& options = {});
  cached_store(const cached_store&) = delete;
  cached_store& operator=(const cached_store&) = delete;
  WAYBILL_INLINE ~cached_store() override;

  [[nodiscard]] WAYBILL_INLINE std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] WAYBILL_INLINE std::vector<std::size_t> apply(
      std::span<const change> changes) override;

  /// Its numbers at this moment.
  [[nodiscard]] cache_stats stats() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/store/cached_store.ipp>
#endif
