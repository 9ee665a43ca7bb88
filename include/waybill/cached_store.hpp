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
  /// What it may take: an index of a sixteenth to an eighth, made at once; and for each message
  /// some 180 bytes and its texts, the allocator's share included. 64 KiB besides are not counted.
  std::size_t bytes = std::size_t{64} * 1024 * 1024;
  /// When a message is loaded anew at the latest, 24 hours at most: how long an instance's former
  /// name may still be heard.
  std::chrono::milliseconds max_age = std::chrono::minutes{5};
  /// Not owned; outlives the cache.
  waybill::clock* clock = &waybill::clock::system();
};

/// Answers `load` from memory for messages that it knows, and spares the second and third report of
/// a message the look into the database. An ingestor brings one (`ingestor_options::cache_bytes`).
///
///     waybill::cached_store cache{store, {.bytes = 64 << 20}};
///     waybill::tracker tracker{cache};
///
/// It asks the inner store for all ids that it does not know in one call, and holds those of them
/// that exactly one row has, with status pending, sending, sent or delivered and without a reason
/// of a failure. An `apply` moves what it holds; it drops what loses the race, what is refused,
/// what may or may not have been written, and a message id that a send takes from a row or gives to
/// one. It passes on everything else.
///
/// Why it cannot be wrong, although other processes write the same rows behind its back: what it
/// tells is a guess, marked `tracked_message::from_cache`, and no answer rests on a guess.
///
/// - **What changes a row is proven by the row.** A change is applied only if the row still has the
///   message id, the status and the milestones that the guess says. Whatever moves a message, takes
///   it back or gives its id away changes one of the three: a report elsewhere, a failure that is
///   withdrawn, a resend, an operator's UPDATE, a deleted row. The change then loses, the guess is
///   dropped, and the message is loaded anew. Where all three are as guessed, the change is the one
///   that the row itself leads to, and campaign and instance are those that the row names by then.
///   A recount moves counters, which no guess holds.
/// - **What changes nothing is judged by the row.** "Already processed", "of another instance",
///   "ambiguous" write nothing, so that no guard would catch a guess that is wrong. The service
///   believes them only of rows that the store itself told: where a guess leads there, it asks
///   again in a `no_cache_scope`. So a duplicate costs the load that it costs without a cache. That
///   no row has an id is never guessed.
/// - **A load does not overtake a write.** What a load brings is not held if this cache heard of it
///   while the load was under way.
///
/// What another writer can delay is what no guard compares: who else has the message id, and names.
/// Until the guess is dropped, and not beyond `max_age`,
/// - a report in an instance's former name still moves its message; one in the new name does so at
///   once;
/// - a report of an id that a second row got meanwhile still moves the row that had it first. Two
///   rows of a tenant with one id are a fault, and reports of them mostly "ambiguous"; but where
///   the first row names no instance and the second one that of the report, that report was the
///   second row's, and is lost to it;
/// - replies and transitions tell a contact's former name and a row's former campaign;
/// - a time that was corrected by hand, beside a status that was not, is not moved by later proof.
///
/// Never does a report count twice, move a row that has another id or state by then, or end as a
/// duplicate of what the row does not show. Whoever calls `load` without the service owes the same
/// doubt to rows `from_cache`.
///
/// Threads: as the inner store's; none of its calls waits here for another one. Errors: the inner
/// store's. Where memory runs out, it holds less.
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
