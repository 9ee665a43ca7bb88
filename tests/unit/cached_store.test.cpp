#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/cached_store.hpp>
#include <waybill/memory_store.hpp>
#include <waybill/no_cache_scope.hpp>
#include <waybill/no_names_scope.hpp>
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
                      const std::string& whose = "a", const std::string& row = {},
                      waybill::failure_reason reason = {}) {
    tracked_message made;
    made.key = {whose, row.empty() ? "row of " + id : row};
    made.message_id = id;
    made.status = status;
    made.times = waybill::testing::contract::times_of(status.value_or(message_status::sent));
    made.reason = std::move(reason);
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
  CHECK(here.apply(late).empty());
  CHECK(here.apply(delivered(here.load_one("M1"))).empty());
  const auto known = here.load_one("M1");
  CHECK(known.from_cache);
  CHECK(describe::of(known) == describe::of(here.stored("M1")));
  CHECK(known.status == message_status::delivered);
  CHECK(here.inner.asked.size() == 1);
  auto told_why = waybill::testing::contract::touch(known);
  told_why.reason = {"131026", "not on WhatsApp"};
  CHECK(here.apply(told_why).empty());
  CHECK(describe::of(here.load_one("M1")) == describe::of(here.stored("M1")));
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

TEST_CASE("a cache drops what a change found otherwise than it is held") {
  cached_rows here;
  const auto stale = here.load_one("M1");
  SUBCASE("in another state") {
    const auto elsewhere = delivered(stale);
    CHECK(here.memory.apply({&elsewhere, 1}).empty());
    auto late = waybill::testing::contract::touch(here.stored("M1"));
    late.proven.failed_at = waybill::testing::contract::at(90);
    CHECK(here.apply(late).empty());
    CHECK(describe::of(here.load_one("M1")) == describe::of(here.stored("M1")));
  }
  SUBCASE("in another row") {
    const auto second = here.add("M1", message_status::sent, "a", "another row");
    CHECK(here.apply(delivered(second)).empty());
    CHECK(here.load({"M1"}).at(0).size() == 2);
  }
}

TEST_CASE("whatever a failed call has written, a cache drops all of its ids") {
  using waybill::store_failure;
  for (const auto kind : {store_failure::retry_safe, store_failure::outcome_unknown,
                          store_failure::misconfigured, store_failure::permanent}) {
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
  const auto empty = here.cache.stats().bytes;
  here.add("read", message_status::read);
  here.add("failed", message_status::failed);
  here.add("the user's own", std::nullopt);
  here.add("with a reason", message_status::delivered, "a", {}, {"131026", ""});
  here.add("twice", message_status::sent);
  here.add("twice", message_status::sent, "a", "another row");
  for (const auto* const id :
       {"read", "failed", "the user's own", "with a reason", "twice", "nobody's"}) {
    CAPTURE(id);
    here.load({id});
    CHECK_FALSE(here.holds(id));
  }
  CHECK(here.cache.stats().bytes == empty);
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
    here.failing.fail(waybill::testing::operation::apply, waybill::store_failure::outcome_unknown,
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

TEST_CASE("what was loaded in a no_names_scope is loaded anew for whoever needs the name") {
  cached_rows here;
  {
    const waybill::no_names_scope nameless;
    here.load_one("M1");
    CHECK(here.holds("M1"));
  }
  CHECK_FALSE(here.holds("M1"));
  CHECK(here.holds("M1"));
  const waybill::no_names_scope nameless;
  CHECK(here.holds("M1"));
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

TEST_CASE("a cache keeps to its bytes, and what is asked for again and again stays") {
  constexpr std::size_t room = 8 << 10;
  cached_rows here{room};
  here.load({"M1"});
  std::size_t held = 0;
  for (int i = 0; i < 100; ++i) {
    const auto id = "another " + std::to_string(i);
    here.add(id, message_status::sent);
    here.load({id});
    CHECK(here.holds(id));
    CHECK(here.load_one("M1").from_cache);
    CHECK(here.cache.stats().bytes <= room);
    if (here.cache.stats().evictions == 0) ++held;
  }
  CHECK(held > 10);
  CHECK(here.cache.stats().evictions == 100 - held);
}

TEST_CASE("what is larger than a cache is not held, nor is anything where it may hold nothing") {
  cached_rows here{8 << 10};
  const std::string large(9 << 10, 'x');
  here.add(large, message_status::sent);
  here.load({"M1", large});
  CHECK_FALSE(here.holds(large));
  cached_rows nothing{0};
  nothing.load({"M1"});
  CHECK_FALSE(nothing.holds("M1"));
}

TEST_CASE("texts count among the bytes of a cache") {
  cached_rows here;
  const auto empty = here.cache.stats().bytes;
  here.load({"M1"});
  const auto one = here.cache.stats().bytes;
  here.add(std::string(1000, 'x'), message_status::sent);
  here.load({std::string(1000, 'x')});
  CHECK(here.cache.stats().bytes >= one + (one - empty) + 990);
}

TEST_CASE("whatever comes and goes, a cache finds what it holds and nothing else") {
  cached_rows here{64 << 10};  // an index of 256 places
  std::minstd_rand random{7};
  for (int i = 0; i < 150; ++i) here.add(std::to_string(i), message_status::sent);
  std::set<std::string> known;
  for (int i = 0; i < 3000; ++i) {
    const auto id = std::to_string(random() % 150);
    const auto found = here.load_one(id);
    REQUIRE(found.from_cache == known.contains(id));
    REQUIRE(found.message_id == id);
    known.insert(id);
    if (random() % 3 != 0) continue;
    auto loses = delivered(found);
    loses.expected_message_id = id;
    loses.key.row = "no such row";
    REQUIRE(here.apply(loses).size() == 1);
    known.erase(id);
  }
  CHECK(here.cache.stats().evictions == 0);
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
