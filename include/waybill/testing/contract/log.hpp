#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline void the_log_keeps_every_field(scene& s) {
  const auto row = s.add_row(1);
  auto leap = read(row);
  using enum message_status;
  leap.log = {
      {log_type::message_failure_withdrawn, "3EB0\"1\\", failed, read, false, {}, at(1)},
      {log_type::message_sent, "3EB01", pending, read, true, {}, at(2)},
      {log_type::message_delivered, "3EB01", sending, read, true, {}, at(3)},
      {log_type::message_read, "3EB01", delivered, read, false, {}, at(4)},
      {log_type::message_failed, "3EB01", sent, failed, false, {"470", "não: {\"a\"}\n"}, at(5)}};
  s.land({leap});
  s.expect_equal(s.log(), leap.log, "the entries of a change, in their order");
}

inline void the_log_grows_at_its_end(scene& s) {
  const auto rows = s.add_rows(3);
  std::vector<log_entry> expected;
  for (const int i : {2, 0, 1}) {
    const auto what = delivered(rows[static_cast<std::size_t>(i)], at(100 - i));
    s.land({what});
    expected.push_back(what.log.front());
  }
  s.expect_equal(s.log(), expected, "in the order in which changes were applied");
}

inline void the_log_is_the_campaigns_own(scene& s) {
  s.arrange(s.stranger);
  const auto mine = s.add_row(1);
  auto other = s.row(2);
  other.campaign = s.id(2);
  s.add(other);
  s.land({delivered(mine), failed(other)});
  s.expect_equal(s.log(1), delivered(mine).log, "each campaign has the entries of its rows");
  s.expect_equal(s.log(2), failed(other).log, "and no others");
  s.expect_equal(s.world().log(s.stranger, s.id(1, s.stranger)), {}, "nor has another tenant's");
}

inline void a_change_may_log_nothing(scene& s) {
  auto silent = delivered(s.add_row(1));
  silent.log.clear();
  s.land({silent});
  s.expect_equal(s.log(), {}, "what is not to be logged is not");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> log_promises() {
  using namespace promises;
  return {
      {"the log keeps every field of an entry", the_log_keeps_every_field, {part::log}},
      {"the log grows at its end", the_log_grows_at_its_end, {part::log, part::log_order}},
      {"the log is the campaign's own", the_log_is_the_campaigns_own, {part::log, part::tenants}},
      {"a change may log nothing", a_change_may_log_nothing, {part::log}},
  };
}

}  // namespace waybill::testing::contract
