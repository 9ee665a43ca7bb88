#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

[[nodiscard]] inline message_key key_of(const tracked_message& row) {
  return {row.key.tenant, row.message_id};
}

inline void load_answers_in_order(scene& s) {
  const auto rows = s.add_rows(5);
  std::vector<message_key> keys;
  std::vector<std::vector<tracked_message>> expected;
  for (const std::size_t i : {3U, 0U, 2U, 4U, 1U}) {
    keys.push_back(key_of(rows[i]));
    expected.push_back({rows[i]});
  }
  s.expect_equal(s.load(keys), expected, "each key is answered at its own place");
}

inline void load_knows_the_unknown(scene& s) {
  const auto row = s.add_row(1);
  const auto found = s.load({{s.tenant, "never"}, key_of(row), {s.tenant, "nobody"}});
  s.expect_equal(found, {{}, {row}, {}}, "no row for what nobody sent, and its place is kept");
  s.expect_equal(s.load({}), {}, "no keys, no answers");
}

inline void load_gives_all_of_a_shared_id(scene& s) {
  auto second = s.row(2);
  second.message_id = s.row(1).message_id;
  s.add_row(1);
  s.add(second);
  s.add_row(3);
  const auto found = s.load({key_of(second), key_of(s.row(3))});
  s.expect_equal(found.at(0).size(), 2, "both rows with the id are given");
  s.expect_equal(found.at(1), {s.row(3)}, "and the next key has its own");
}

inline void load_answers_repeats(scene& s) {
  const auto row = s.add_row(1);
  const auto key = key_of(row);
  s.expect_equal(s.load({key, {s.tenant, "never"}, key}), {{row}, {}, {row}},
                 "the same key is answered wherever it is asked");
}

inline void load_keeps_tenants_apart(scene& s) {
  s.arrange(s.stranger);
  const auto mine = s.add_row(1);
  const auto same_id = s.add_row(1, message_status::read, s.stranger);
  const auto theirs = s.add_row(2, message_status::sent, s.stranger);
  const auto found = s.load({key_of(mine), key_of(same_id), {s.tenant, theirs.message_id}});
  s.expect_equal(found, {{mine}, {same_id}, {}}, "each tenant finds its own rows and no others");
}

inline void tenants_are_bytes(scene& s) {
  std::vector<tracked_message> rows;
  for (const std::string who : {"", "Tenant_A", "tenant_a ", "tenant%", "tenañt_a"}) {
    s.arrange(who);
    rows.push_back(s.row(rows.size() + 1, message_status::sent, who));
    rows.back().message_id = "same";
    s.add(rows.back());
  }
  for (const auto& row : rows) {
    s.expect_equal(s.load({key_of(row)}), {{row}}, "a tenant is exactly its name");
  }
  s.expect_equal(s.load({{s.tenant, "same"}}), {{}}, "and nobody else's");
}

/// Ids that are equal to a store that folds case, trims, unquotes or expands them.
[[nodiscard]] inline std::vector<std::string> odd_ids() {
  return {"3EB0abc",
          "3eb0ABC",
          "3EB0ABC",
          "3EB0abc ",
          " 3EB0abc",
          "%",
          "_",
          "3EB0%",
          "caf\u00e9",
          "cafe\u0301",
          "😀",
          "'; --",
          "it's",
          "it''s",
          "\"q\"",
          "q",
          "back\\slash",
          "back\\\\slash",
          "{}",
          "{1,2}",
          "{a",
          "a,b",
          ":name",
          "$1",
          "?1",
          "NULL",
          "null",
          "0",
          "00",
          "a\tb",
          "a\nb",
          std::string(255, 'x'),
          std::string(254, 'x') + "X"};
}

inline void message_ids_are_bytes(scene& s) {
  std::vector<message_key> keys;
  std::vector<std::vector<tracked_message>> expected;
  for (const auto& id : odd_ids()) {
    auto row = s.row(keys.size() + 1);
    row.message_id = id;
    keys.push_back(key_of(s.add(row)));
    expected.push_back({row});
  }
  s.expect_equal(s.load(keys), expected, "every id finds exactly its own row");
  std::vector<change> changes;
  for (const auto& each : expected) changes.push_back(delivered(each.front()));
  s.land(changes);
}

inline void rows_come_back_whole(scene& s) {
  auto row = s.row(1, message_status::failed);
  row.times = {at(0), at(-1), at(86'400), at(3)};
  row.reason = {"131026", "não entregue: \"100%\" {perdido}\n"};
  s.add(row);
  s.expect_equal(s.now(row), row, "all its fields, to the microsecond");
  row = s.row(2, message_status::failed);
  row.reason.code = "470";
  s.add(row);
  s.expect_equal(s.now(row), row, "a code without a text too");
}

inline void rows_come_back_in_each_status(scene& s) {
  std::size_t n = 0;
  for (const auto status : all_statuses) {
    const auto row = s.add_row(++n, status);
    s.expect_equal(s.now(row), row, "its status and the times that go with it");
  }
}

inline void foreign_statuses_are_none(scene& s) {
  auto row = s.row(1);
  row.status.reset();
  s.add(row);
  s.expect_equal(s.now(row), row, "a status of the user's own is none of waybill's");
}

inline void load_answers_ten_thousand(scene& s) {
  const auto rows = s.add_rows(100);
  std::vector<message_key> keys;
  std::size_t misplaced = 0;
  for (std::size_t i = 0; i < 10'000; ++i) {
    keys.push_back({s.tenant, i % 2 == 0 ? rows[i % 100].message_id : std::to_string(i)});
  }
  const auto found = s.load(keys);
  s.expect_equal(found.size(), keys.size(), "as many answers as keys");
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool known = found[i].size() == 1 && found[i].front().message_id == keys[i].message_id;
    if (i % 2 == 0 ? !known : !found[i].empty()) ++misplaced;
  }
  s.expect_equal(misplaced, 0, "each at its own place");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> load_promises() {
  using namespace promises;
  return {
      {"load answers in the order asked", load_answers_in_order},
      {"load answers an unknown id with no row", load_knows_the_unknown},
      {"load gives all rows that share an id", load_gives_all_of_a_shared_id},
      {"load answers an id that is asked twice, twice", load_answers_repeats},
      {"load gives no tenant another's row", load_keeps_tenants_apart, {part::tenants}},
      {"tenants are told apart by every byte", tenants_are_bytes, {part::tenants}},
      {"message ids are told apart by every byte", message_ids_are_bytes},
      {"a row comes back as it was put in", rows_come_back_whole, {part::reasons}},
      {"a row comes back in each of its statuses", rows_come_back_in_each_status, {part::reasons}},
      {"a foreign status comes back as none", foreign_statuses_are_none, {part::foreign_statuses}},
      {"load answers ten thousand keys in order", load_answers_ten_thousand},
  };
}

}  // namespace waybill::testing::contract
