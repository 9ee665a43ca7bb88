// Rows are locked in one order, whatever plan the planner takes. The same statement without that
// order shows that the check can fail.

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/contract/together.hpp>

#include "postgres/lock_waits.hpp"
#include "postgres/postgres_world.hpp"
#include "soci/apply_command.hpp"
#include "soci/connection_string.hpp"
#include "soci/postgres_session.hpp"
#include "soci/unwritten.hpp"

using namespace waybill_test;
using namespace waybill::detail;
using waybill::store_error;
using waybill::testing::contract::run_together;

namespace {

/// All that any batch writes, in the form that the store takes first, and the one that looks.
constexpr std::array<apply_shape, 2> forms_of_all{{{apply_form::many}, {apply_form::looking}}};
constexpr std::size_t rows = 60;
constexpr std::size_t writers = 4;
constexpr int rounds = 25;

/// Plans that a planner may choose from.
const std::vector<std::string> planner_choices{
    "SET enable_hashjoin = off; SET enable_mergejoin = off",
    "SET enable_nestloop = off; SET enable_mergejoin = off",
    "SET enable_nestloop = off; SET enable_hashjoin = off",
};

/// Many rows of several campaigns, instances and contacts, each of which all writers want.
class crowded_place {
 public:
  crowded_place() {
    postgres_world world{place_};
    std::vector<waybill::tracked_message> sent;
    for (std::size_t i = 0; i < rows; ++i) {
      const auto n = std::to_string(i);
      const auto shared = std::to_string(i % 10);
      if (i < 10) {
        world.add_campaign("t", shared);
        world.add_instance("t", shared, {});
        world.add_contact("t", shared, "");
      }
      sent.push_back({.key = {"t", n},
                      .message_id = "M" + n,
                      .instance = shared,
                      .campaign = shared,
                      .contact = shared,
                      .status = waybill::message_status::sent,
                      .times = {waybill::testing::contract::at(0), {}, {}, {}}});
    }
    world.add_messages(sent);
    for (const auto& row : sent) touches_.push_back(touch(row));
  }

  [[nodiscard]] const std::string& url() const { return place_.url(); }
  /// Changes that always hold and move everything a change can move.
  [[nodiscard]] std::vector<waybill::change> shuffled(unsigned seed) const {
    auto result = touches_;
    std::shuffle(result.begin(), result.end(), std::minstd_rand{seed});
    result.resize(rows / 2);
    return result;
  }

  /// The change of row 0, which is of campaign, instance and contact 0.
  [[nodiscard]] const waybill::change& first() const { return touches_.front(); }

 private:
  [[nodiscard]] static waybill::change touch(const waybill::tracked_message& row) {
    auto result = waybill::testing::contract::touch(row);
    result.campaign.read = 1;
    result.instance.read = 1;
    result.interacted_at = waybill::testing::contract::at(static_cast<int>(row.key.row.size()));
    return result;
  }

  postgres_place place_;
  std::vector<waybill::change> touches_;
};

/// How many deadlocks many writers run into with a statement under a planner's settings. One that
/// finds a row at another place fails as if it had not been written.
std::size_t deadlocks(const crowded_place& place, const apply_shape& shape, const command& apply,
                      const std::string& planner) {
  std::atomic<std::size_t> found = 0;
  const table_map tables{waybill::schema_names{}};
  watchdog dog;
  const auto url = connection_string(place.url(), {.lock_timeout = std::chrono::milliseconds{0}});
  std::vector<std::function<void()>> work;
  for (std::size_t writer = 0; writer < writers; ++writer) {
    work.emplace_back([&, writer] {
      postgres_session session{url, true, dog, std::chrono::seconds{30}};
      session.run_script({"plan", planner + "; SET deadlock_timeout = '10ms'"});
      for (int round = 0; round < rounds; ++round) {
        const auto seed = 1 + writer + writers * static_cast<std::size_t>(round);
        const auto batch = place.shuffled(static_cast<unsigned>(seed));
        try {
          session.run(apply, apply_parameters(tables, shape, batch));
        } catch (const store_error& error) {
          if (error.sqlstate() == "40P01") {
            ++found;
          } else if (!is_unwritten(error)) {
            throw;
          }
        }
      }
    });
  }
  run_together(work);
  return found;
}

[[nodiscard]] command own_apply(const apply_shape& shape) {
  return apply_command(table_map{waybill::schema_names{}}, shape);
}

/// The same statement, its locks in whatever order the plan comes upon the rows.
[[nodiscard]] command without_order(const apply_shape& shape) {
  static const std::regex order{R"(ORDER BY [^\n]*(\n *FOR NO KEY UPDATE))"};
  auto result = own_apply(shape);
  const std::sregex_iterator found{result.sql.begin(), result.sql.end(), order};
  CHECK(std::distance(found, {}) == 4);
  result.sql = std::regex_replace(result.sql, order, "$1");
  return result;
}

}  // namespace

TEST_CASE("many writers with shuffled batches never deadlock, whatever plan the planner takes") {
  const crowded_place place;
  for (const auto& shape : forms_of_all) {
    const auto apply = own_apply(shape);
    for (const auto& planner : planner_choices) {
      CAPTURE(planner);
      CHECK(deadlocks(place, shape, apply, planner) == 0);
    }
  }
}

TEST_CASE("the same statement without its order deadlocks") {
  const crowded_place place;
  std::size_t found = 0;
  for (const auto& shape : forms_of_all) {
    const auto apply = without_order(shape);
    for (const auto& planner : planner_choices) found += deadlocks(place, shape, apply, planner);
  }
  CHECK(found > 0);
  MESSAGE("deadlocks without the order: ", found);
}

TEST_CASE("messages are locked before contacts, then instances, and campaigns last") {
  const std::array<std::string, 4> order{"campaign_contact WHERE id = '0'",
                                         "contact WHERE id = '0'", "instance WHERE name = '0'",
                                         "campaign WHERE id = '0'"};
  const crowded_place place;
  const auto& touch = place.first();
  // Whoever holds the row of one table keeps apply from it; what apply holds by then came before.
  for (std::size_t held = 0; held < order.size(); ++held) {
    CAPTURE(order[held]);
    observer holder{place.url()};
    holder.script("BEGIN; SELECT FROM waybill." + order[held] + " FOR UPDATE");
    waybill::postgres_store store{place.url(), {.lock_timeout = std::chrono::seconds{20}}};
    std::thread writer{[&] { static_cast<void>(store.apply({&touch, 1})); }};
    observer look{place.url()};
    CHECK(come_to_wait_for_locks(look, 1));
    for (std::size_t other = 0; other < order.size(); ++other) {
      if (other == held) continue;
      CAPTURE(order[other]);
      const auto free =
          look.run("SELECT 1 FROM waybill." + order[other] + " FOR NO KEY UPDATE SKIP LOCKED");
      CHECK(free.empty() == (other < held));
    }
    holder.script("ROLLBACK");
    writer.join();
  }
}

TEST_CASE("many who make the same rows, and who park and forget, never deadlock") {
  postgres_place place{{.sessions = writers}};
  place.store.catalog()->add_campaign({"t", "c"});
  std::vector<std::function<void()>> work;
  for (std::size_t writer = 0; writer < writers; ++writer) {
    work.emplace_back([&, writer] {
      std::minstd_rand random{static_cast<unsigned>(writer + 1)};
      for (int round = 0; round < 15; ++round) {
        std::vector<waybill::new_row> made;
        std::vector<waybill::incoming_update> updates(40);
        for (std::size_t i = 0; i < 40; ++i) {
          made.push_back({{"t", std::to_string(round * 40) + "-" + std::to_string(i)}, "c", ""});
          updates[i].update.message_id = "M" + std::to_string(i);
        }
        std::shuffle(made.begin(), made.end(), random);
        place.store.sends()->add_rows(made);
        static_cast<void>(place.store.parking()->park(updates));
        place.store.parking()->make_room(updates.front().from.tenant, 60, 40);
        std::vector<waybill::parked_key> keys;
        for (const auto& each : place.store.parking()->parked_after(0, 200))
          keys.push_back(each.key());
        std::shuffle(keys.begin(), keys.end(), random);
        keys.resize(keys.size() / 2);
        round % 2 == 0 ? place.store.parking()->forget(keys)
                       : static_cast<void>(place.store.parking()->forget_unknown(keys));
      }
    });
  }
  CHECK_NOTHROW(run_together(work));
}
