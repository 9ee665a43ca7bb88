#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/no_cache_scope.hpp>
#include <waybill/testing/contract/describe.hpp>
#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/failing_store.hpp>
#include <waybill/testing/manual_clock.hpp>

namespace {

using namespace std::chrono_literals;
using waybill::cache_stats;
using waybill::change;
using waybill::message_key;
using waybill::message_status;
using waybill::tracked_message;
using waybill::testing::describe;
using waybill::testing::contract::delivered;
using waybill::testing::contract::read;
using ids = std::vector<std::string>;

/// Remembers what it is asked for; something may happen while it is.
class hearing_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override {
    ids those;
    for (const auto& key : keys) those.push_back(key.message_id);
    asked.push_back(std::move(those));
    auto found = forwarding_store::load(keys);
    if (const auto act = std::exchange(meanwhile, {})) act();
    return found;
  }

  std::vector<ids> asked;
  std::function<void()> meanwhile;  ///< once, when a load has read and not yet returned
};

/// A cache before a store that hears and may fail.
struct cached_rows {
  waybill::memory_store memory;
  waybill::testing::failing_store failing{memory};
  hearing_store inner{failing};
  waybill::testing::manual_clock clock;
  waybill::cached_store cache;

  explicit cached_rows(std::size_t bytes = 1 << 20)
      : cache(inner, {.bytes = bytes, .max_age = 5min, .clock = &clock}) {
    for (const auto* const id : {"M1", "M2", "M3", "M4"}) add(id, message_status::sent);
  }

  tracked_message add(const std::string& id, std::optional<message_status> status,
                      const std::string& whose = "a", const std::string& row = {}) {
    tracked_message made;
    made.key = {whose, row.empty() ? "row of " + id : row};
    made.message_id = id;
    made.status = status;
    made.times = waybill::testing::contract::times_of(status.value_or(message_status::sent));
    memory.add_message(made);
    return made;
  }

  static std::vector<message_key> keys_of(const ids& those, const std::string& whose = "a") {
    std::vector<message_key> keys;
    for (const auto& id : those) keys.push_back({whose, id});
    return keys;
  }
  std::vector<std::vector<tracked_message>> load(const ids& those) {
    return cache.load(keys_of(those));
  }
  tracked_message load_one(const std::string& id) { return load({id}).at(0).at(0); }
  tracked_message stored(const std::string& id) { return memory.load(keys_of({id})).at(0).at(0); }
  /// Whether the cache knows it.
  bool holds(const std::string& id) {
    const auto found = load({id}).at(0);
    return found.size() == 1 && found[0].from_cache;
  }
  std::vector<std::size_t> apply(const change& what) { return cache.apply({&what, 1}); }
};

}  // namespace

TEST_CASE("a cache answers the ids that it knows and asks for all others in one call") {
  cached_rows here;
  here.load({"M1", "M2"});
  const auto found = here.load({"M3", "M1", "nobody's", "M2", "M1"});
  CHECK(here.inner.asked == std::vector<ids>{{"M1", "M2"}, {"M3", "nobody's"}});
  REQUIRE(found.size() == 5);
  CHECK(found[2].empty());
  for (const auto& [place, id] : {std::pair{0U, "M3"}, {1U, "M1"}, {3U, "M2"}, {4U, "M1"}}) {
    REQUIRE(found[place].size() == 1);
    CHECK(describe::of(found[place]) == describe::of(std::vector{here.stored(id)}));
    CHECK(found[place][0].from_cache == (place != 0));
  }
  here.load({"M1", "M3"});
  CHECK(here.inner.asked.size() == 2);
  CHECK(here.load({}).empty());
}

TEST_CASE("a cache follows what it applied") {
  cached_rows here;
  auto late = waybill::testing::contract::touch(here.load_one("M1"));
  late.proven.failed_at = waybill::testing::contract::at(90);  // kept as evidence
  late.reason = {"131026", "not on WhatsApp"};
  CHECK(here.apply(late).empty());
  CHECK(here.apply(delivered(here.load_one("M1"))).empty());
  const auto known = here.load_one("M1");
  CHECK(known.from_cache);
  CHECK(describe::of(known) == describe::of(here.stored("M1")));
  CHECK(known.status == message_status::delivered);
  CHECK(here.inner.asked.size() == 1);
}

TEST_CASE("a cache drops what lost the race") {
  cached_rows here;
  const auto stale = here.load_one("M1");
  const auto elsewhere = read(stale);
  CHECK(here.memory.apply({&elsewhere, 1}).empty());
  CHECK(here.apply(delivered(stale)) == std::vector<std::size_t>{0});
  CHECK_FALSE(here.load_one("M1").from_cache);
  CHECK(describe::of(here.load_one("M1")) == describe::of(here.stored("M1")));
}

TEST_CASE("whatever a failed call has written, a cache drops all of its ids") {
  using waybill::failure_kind;
  for (const auto kind : {failure_kind::retry_safe, failure_kind::outcome_unknown,
                          failure_kind::misconfigured, failure_kind::permanent}) {
    for (const bool after : {false, true}) {
      cached_rows here;
      const std::vector changes{delivered(here.load_one("M1")), delivered(here.load_one("M2"))};
      here.load_one("M3");
      here.failing.fail(waybill::testing::operation::apply, kind, {.after = after});
      CHECK_THROWS_AS(static_cast<void>(here.cache.apply(changes)), waybill::store_error);
      const auto found = here.load({"M1", "M2", "M3"});
      CHECK(here.inner.asked.back() == ids{"M1", "M2"});
      for (const auto& rows : found) {
        CHECK(describe::of(rows.at(0)) == describe::of(here.stored(rows[0].message_id)));
      }
    }
  }
}

TEST_CASE("a cache drops the id that a send takes from its row and the one that it gives") {
  cached_rows here;
  const auto row = here.load_one("M1");
  here.load_one("M2");
  auto resend = waybill::testing::contract::sent(row, {"M2", "", true});
  CHECK(here.apply(resend).empty());
  CHECK(here.load({"M1"}).at(0).empty());
  CHECK(here.load({"M2"}).at(0).size() == 2);
}

TEST_CASE("a cache holds nothing but the only row of its id, while reports may move it on") {
  cached_rows here;
  here.add("read", message_status::read);
  here.add("failed", message_status::failed);
  here.add("the user's own", std::nullopt);
  here.add("twice", message_status::sent);
  here.add("twice", message_status::sent, "a", "another row");
  for (const auto* const id : {"read", "failed", "the user's own", "twice", "nobody's"}) {
    CAPTURE(id);
    here.load({id});
    CHECK_FALSE(here.holds(id));
  }
  CHECK(here.cache.stats().bytes == 0);
  here.add("pending", message_status::pending);
  here.add("delivered", message_status::delivered);
  for (const auto* const id : {"M1", "pending", "delivered"}) {
    CAPTURE(id);
    here.load({id});
    CHECK(here.holds(id));
  }
  CHECK(here.apply(read(here.load_one("M1"))).empty());
  CHECK_FALSE(here.holds("M1"));
}

TEST_CASE("a load that began before an apply does not put an older state back") {
  SUBCASE("one that landed") {
    cached_rows here;
    const auto step = delivered(here.stored("M1"));
    here.inner.meanwhile = [&] { CHECK(here.apply(step).empty()); };
    CHECK(here.load_one("M1").status == message_status::sent);
    CHECK(here.load_one("M1").status == message_status::delivered);
  }
  SUBCASE("one whose outcome nobody knows") {
    cached_rows here;
    const auto step = delivered(here.stored("M1"));
    here.failing.fail(waybill::testing::operation::apply, waybill::failure_kind::outcome_unknown,
                      {.after = true});
    here.inner.meanwhile = [&] {
      CHECK_THROWS_AS(static_cast<void>(here.apply(step)), waybill::store_error);
    };
    CHECK(here.load_one("M1").status == message_status::sent);
    CHECK(here.load_one("M1").status == message_status::delivered);
  }
  SUBCASE("one that moved it after another load") {
    cached_rows here;
    here.inner.meanwhile = [&] { CHECK(here.apply(delivered(here.load_one("M1"))).empty()); };
    CHECK(here.load_one("M1").status == message_status::sent);
    CHECK(here.load_one("M1").status == message_status::delivered);
    CHECK(here.holds("M1"));
  }
}

TEST_CASE("no call of the inner store waits for another one in a cache") {
  cached_rows here;
  here.load({"M2"});
  here.inner.meanwhile = [&] {
    auto others = std::async(std::launch::async, [&] {
      here.load({"M3"});
      CHECK(here.apply(delivered(here.load_one("M2"))).empty());
      return here.cache.stats();
    });
    REQUIRE(others.wait_for(1min) == std::future_status::ready);
  };
  here.load({"M1"});
  CHECK(here.load_one("M2").status == message_status::delivered);
}

TEST_CASE("in a no_cache_scope every id is asked for, and held as it is now") {
  cached_rows here;
  const auto stale = here.load_one("M1");
  const auto elsewhere = delivered(stale);
  CHECK(here.memory.apply({&elsewhere, 1}).empty());
  CHECK(here.load_one("M1").status == message_status::sent);
  {
    const waybill::no_cache_scope anew;
    const waybill::no_cache_scope inside;
    CHECK(here.load_one("M1").status == message_status::delivered);
    CHECK_FALSE(here.load_one("M1").from_cache);
  }
  CHECK(here.load_one("M1").status == message_status::delivered);
  CHECK(here.load_one("M1").from_cache);
}

TEST_CASE("a no_cache_scope forgets what the store no longer tells") {
  cached_rows here;
  here.load_one("M1");
  auto resend = waybill::testing::contract::sent(here.stored("M1"), {"M9", "", true});
  CHECK(here.memory.apply({&resend, 1}).empty());
  {
    const waybill::no_cache_scope anew;
    CHECK(here.load({"M1"}).at(0).empty());
  }
  CHECK(here.load({"M1"}).at(0).empty());
}

TEST_CASE("a message is loaded anew at the latest at its greatest age, however often it moved") {
  cached_rows here;
  here.load_one("M1");
  here.clock.advance(4min);
  CHECK(here.apply(delivered(here.load_one("M1"))).empty());
  here.clock.advance(1min);
  CHECK(here.holds("M1"));
  here.clock.advance(1us);
  CHECK_FALSE(here.holds("M1"));
  CHECK(here.holds("M1"));
}

TEST_CASE("a cache keeps to its bytes, and the least recently used make room") {
  cached_rows roomy;
  roomy.load({"M1"});
  const auto one = roomy.cache.stats().bytes;
  CHECK(one > sizeof(tracked_message));
  cached_rows here{3 * one};
  here.load({"M1", "M2", "M3"});
  CHECK(here.cache.stats().bytes == 3 * one);
  here.load({"M1"});
  here.load({"M4"});
  CHECK(here.cache.stats().bytes == 3 * one);
  CHECK(here.cache.stats().evictions == 1);
  here.inner.asked.clear();
  here.load({"M1", "M2", "M3", "M4"});
  CHECK(here.inner.asked == std::vector<ids>{{"M2"}});
  cached_rows tiny{one - 1};
  tiny.load({"M1"});
  CHECK(tiny.cache.stats() == cache_stats{.misses = 1});
}

TEST_CASE(
    "texts that need memory of their own count among the bytes of a cache, a late reason too") {
  cached_rows here;
  here.add("a message id that is too long for the string itself", message_status::sent);
  here.load({"M1"});
  const auto one = here.cache.stats().bytes;
  here.load({"a message id that is too long for the string itself"});
  const auto both = here.cache.stats().bytes;
  CHECK(both >= 2 * one + 51);
  auto late = waybill::testing::contract::touch(here.load_one("M1"));
  late.reason.text = std::string(1000, 'x');
  CHECK(here.apply(late).empty());
  CHECK(here.cache.stats().bytes >= both + 1000);
}

TEST_CASE("tenants share no message in a cache") {
  cached_rows here;
  here.add("M1", message_status::delivered, "b");
  here.load_one("M1");
  const auto theirs = here.cache.load(cached_rows::keys_of({"M1"}, "b")).at(0).at(0);
  CHECK_FALSE(theirs.from_cache);
  CHECK(theirs.status == message_status::delivered);
  CHECK(here.apply(read(theirs)).empty());
  CHECK(here.load_one("M1").status == message_status::sent);
}

TEST_CASE("a cache counts the ids that it answered and those that it asked for") {
  cached_rows here;
  here.load({"M1", "nobody's"});
  here.load({"M1", "M1", "nobody's"});
  const auto seen = here.cache.stats();
  CHECK(seen.hits == 2);
  CHECK(seen.misses == 3);
  CHECK(seen.evictions == 0);
}
