#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline constexpr std::size_t roomy = 1'000'000;

/// A parking, as these promises use it.
class parking_lot {
 public:
  explicit parking_lot(scene& s) : s_(s), lot_(*s.subject().parking()) {}

  [[nodiscard]] static incoming_update update(const std::string& id,
                                              const std::string& tenant = scene::tenant) {
    incoming_update result;
    result.from.tenant = tenant;
    result.update.message_id = id;
    result.update.receipt = receipt::delivered;
    result.arrived_at = at(10);
    return result;
  }
  std::vector<parked_id> park(const std::vector<incoming_update>& updates) {
    auto ids = lot_.park(updates);
    s_.expect_equal(ids.size(), updates.size(), "an id for each parked update");
    return ids;
  }
  parked_id park(const incoming_update& update) { return park(std::vector{update}).at(0); }

  [[nodiscard]] std::vector<parked_update> parked_for(const std::vector<message_key>& keys) {
    return lot_.parked_for(keys);
  }
  void forget(const std::vector<parked_id>& ids, const std::string& tenant = scene::tenant) {
    lot_.forget(keys_of(ids, tenant));
  }
  std::size_t forget_unknown(const std::vector<parked_id>& ids,
                             const std::string& tenant = scene::tenant) {
    return lot_.forget_unknown(keys_of(ids, tenant));
  }

  std::size_t make_room(std::size_t cap, std::size_t limit = roomy) {
    return lot_.make_room(scene::tenant, cap, limit);
  }

  [[nodiscard]] std::vector<parked_id> ids_after(parked_id after, std::size_t limit = roomy) {
    std::vector<parked_id> result;
    for (const auto& each : lot_.parked_after(after, limit)) result.push_back(each.id);
    return result;
  }

 private:
  [[nodiscard]] static std::vector<parked_key> keys_of(const std::vector<parked_id>& ids,
                                                       const std::string& tenant) {
    std::vector<parked_key> keys;
    for (const auto id : ids) keys.push_back({tenant, id});
    return keys;
  }

  scene& s_;
  parking_store& lot_;
};

inline void parked_updates_come_back_whole(scene& s) {
  parking_lot lot{s};
  auto full = lot.update("3EB0\"x\\ {}😀");
  full.from.instances = {"inst_1", "comma, quote\" brace}", "b\\"};
  full.update.instance = "inst_1";
  full.update.word = "\"DELIVERY_ACK\"";
  full.update.reason = {"131026", "não: {\"a\":1}\n"};
  if (s.keeps(part::failure_kinds)) full.update.reason.kind = failure_kind::media;
  full.update.occurred_at = at(7);
  full.arrived_at = at(8);
  const auto bare = lot.update("3EB0bare");
  const auto ids = lot.park({full, bare});
  const auto found = lot.parked_for({{s.tenant, full.update.message_id}, {s.tenant, "3EB0bare"}});
  s.expect_equal(found, {{ids.at(0), full}, {ids.at(1), bare}}, "all that was known of them");
}

inline void every_receipt_can_be_parked(scene& s) {
  parking_lot lot{s};
  std::vector<parked_update> expected;
  for (const auto what : all_receipts) {
    auto update = lot.update("x");
    update.update.receipt = what;
    expected.push_back({lot.park(update), update});
  }
  s.expect_equal(lot.parked_for({{s.tenant, "x"}}), expected, "each as it came");
}

inline void parking_keeps_the_order(scene& s) {
  parking_lot lot{s};
  auto ids = lot.park({lot.update("b"), lot.update("a"), lot.update("b")});
  ids.push_back(lot.park(lot.update("a")));
  s.expect(std::is_sorted(ids.begin(), ids.end()) && ids[0] < ids[1] && ids[1] < ids[2],
           "ids grow with every parking");
  std::vector<parked_id> found;
  for (const auto& each : lot.parked_for({{s.tenant, "b"}, {s.tenant, "a"}, {s.tenant, "b"}})) {
    found.push_back(each.id);
  }
  s.expect_equal(found, ids, "in order of parking, each of them once");
}

inline void parked_ids_are_not_used_again(scene& s) {
  parking_lot lot{s};
  const auto ids = lot.park({lot.update("a"), lot.update("b")});
  lot.forget(ids);
  s.expect(lot.park(lot.update("c")) > ids.back(), "also not those of the last forgotten ones");
}

inline void parking_finds_only_what_is_asked(scene& s) {
  parking_lot lot{s};
  lot.park({lot.update("a"), lot.update("A"), lot.update("b"), lot.update("a", s.stranger)});
  s.expect_equal(lot.parked_for({{s.tenant, "a"}}).size(), 1, "not another's, not another case");
  s.expect_equal(lot.parked_for({{s.tenant, "a"}, {s.tenant, "c"}, {s.stranger, "a"}}).size(), 2,
                 "each tenant has its own");
  s.expect_equal(lot.parked_for({}), {}, "no keys, nothing");
  s.expect_equal(lot.parked_for({{s.stranger, "b"}}), {}, "nothing of another tenant");
}

inline void room_is_made_by_the_tenants_own_oldest(scene& s) {
  parking_lot lot{s};
  const auto theirs = lot.park(std::vector(5, lot.update("x", s.stranger)));
  const auto first = lot.park(std::vector(3, lot.update("x")));
  const auto more = lot.park(std::vector(2, lot.update("y")));
  s.expect_equal(lot.make_room(3), 2, "how many had to go is told");
  auto expected = theirs;
  expected.insert(expected.end(), {first[2], more[0], more[1]});
  s.expect_equal(lot.ids_after(0), expected, "the oldest of the tenant itself made room");
  s.expect_equal(lot.make_room(3), 0, "what is within the cap stays");
}

inline void room_is_made_in_steps(scene& s) {
  parking_lot lot{s};
  const auto ids = lot.park(std::vector(7, lot.update("x")));
  s.expect_equal(lot.make_room(2, 3), 3, "no more than the limit at once");
  s.expect_equal(lot.ids_after(0), {ids[3], ids[4], ids[5], ids[6]}, "the oldest go first");
  s.expect_equal(lot.make_room(2, 3), 2, "the last step takes what is left");
  s.expect_equal(lot.ids_after(0), {ids[5], ids[6]}, "and stops at the cap");
  s.expect_equal(lot.make_room(0), 2, "where nothing may stay, nothing does");
  s.expect_equal(lot.make_room(0), 0, "and nothing is more than none");
}

inline void parking_can_be_paged(scene& s) {
  parking_lot lot{s};
  auto ids = lot.park({lot.update("a"), lot.update("b", s.stranger), lot.update("c"),
                       lot.update("d", s.stranger), lot.update("e")});
  const auto of_stranger = ids[1];
  std::sort(ids.begin(), ids.end());
  s.expect_equal(lot.ids_after(0, 2), {ids[0], ids[1]}, "the first page, of all tenants");
  s.expect_equal(lot.ids_after(ids[1], 2), {ids[2], ids[3]}, "the next after the last seen");
  s.expect_equal(lot.ids_after(ids[3], 2), {ids[4]}, "the last page");
  s.expect_equal(lot.ids_after(ids[4], 2), {}, "and no more");
  lot.forget({of_stranger}, s.stranger);
  ids.erase(std::find(ids.begin(), ids.end(), of_stranger));
  const auto& next = *std::upper_bound(ids.begin(), ids.end(), of_stranger);
  s.expect_equal(lot.ids_after(of_stranger, 1), {next}, "after one that is gone, too");
}

inline void forgetting_is_exact(scene& s) {
  parking_lot lot{s};
  const auto ids = lot.park(std::vector(4, lot.update("same")));
  lot.forget({ids[2], ids[0], ids[2]});
  s.expect_equal(lot.ids_after(0), {ids[1], ids[3]}, "others of the same message stay");
  lot.forget({ids[0], ids[3] + 1000});
  lot.forget({});
  lot.forget({ids[1]}, s.stranger);
  s.expect_equal(lot.ids_after(0), {ids[1], ids[3]},
                 "what is gone does not matter, and nobody forgets another's");
}

inline void what_became_known_is_kept(scene& s) {
  parking_lot lot{s};
  const auto row = s.add_row(1);
  const auto ids = lot.park({lot.update(row.message_id), lot.update("never"), lot.update("spared"),
                             lot.update(row.message_id, s.stranger)});
  const auto gone = lot.forget_unknown({ids[0], ids[1], ids[3], ids[1], ids[3] + 1000});
  s.expect_equal(gone, 1, "how many went is told, another tenant's not among them");
  s.expect_equal(lot.forget_unknown({ids[3]}, s.stranger), 1, "that tenant's own goes too");
  s.expect_equal(lot.ids_after(0), {ids[0], ids[2]},
                 "what has a row now stays, and what was not asked to go");
}

inline void many_can_be_parked_at_once(scene& s) {
  parking_lot lot{s};
  std::vector<incoming_update> updates;
  for (std::size_t n = 0; n < 2000; ++n) updates.push_back(lot.update(std::to_string(n % 500)));
  const auto ids = lot.park(updates);
  s.expect_equal(lot.ids_after(0).size(), 2000, "all of them are there");
  s.expect_equal(lot.parked_for({{s.tenant, "499"}}).size(), 4, "under their messages");
  s.expect_equal(lot.forget_unknown(ids), 2000, "and can go at once");
  s.expect_equal(lot.park(std::vector<incoming_update>{}), {}, "none can be parked too");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> parking_promises() {
  using namespace promises;
  const std::vector<part> p{part::parking};
  const std::vector<part> of_several{part::parking, part::tenants};
  return {
      {"a parked update comes back as it was parked", parked_updates_come_back_whole, p},
      {"every receipt can be parked", every_receipt_can_be_parked, p},
      {"parking keeps the order", parking_keeps_the_order, p},
      {"ids of parked updates are not used again", parked_ids_are_not_used_again, p},
      {"parking finds only what is asked for", parking_finds_only_what_is_asked, of_several},
      {"make_room removes that tenant's oldest down to the cap",
       room_is_made_by_the_tenants_own_oldest, of_several},
      {"make_room removes no more than its limit", room_is_made_in_steps, p},
      {"parking can be read page by page", parking_can_be_paged, of_several},
      {"forget removes exactly what it is given", forgetting_is_exact, p},
      {"forget_unknown keeps what has a row", what_became_known_is_kept, of_several},
      {"two thousand updates are parked at once", many_can_be_parked_at_once, p},
  };
}

}  // namespace waybill::testing::contract
