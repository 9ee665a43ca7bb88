#include <vector>

#include <doctest/doctest.h>

#include <waybill/message.hpp>

#include "../support/given.hpp"

using given::at;
using waybill::milestone;
using waybill::milestone_set;

namespace {

std::vector<milestone_set> every_set() {
  std::vector<milestone_set> result;
  for (unsigned bits = 0; bits < 16; ++bits) {
    milestone_set set;
    for (const auto which : waybill::all_milestones) {
      if ((bits & (1U << static_cast<unsigned>(which))) != 0) set.insert(which);
    }
    result.push_back(set);
  }
  return result;
}

}  // namespace

TEST_CASE("a set of milestones holds what was put in and nothing else") {
  constexpr milestone_set some{milestone::sent, milestone::read};
  CHECK(some.contains(milestone::sent));
  CHECK(some.contains(milestone::read));
  CHECK_FALSE(some.contains(milestone::delivered));
  CHECK_FALSE(some.contains(milestone::failed));
  CHECK_FALSE(some.empty());
  CHECK(milestone_set{}.empty());
}

TEST_CASE("putting a milestone in twice is the same as once") {
  milestone_set set{milestone::read};
  set.insert(milestone::read);
  CHECK(set == milestone_set{milestone::read});
}

TEST_CASE("the bits of a set are 0 to 15, lowest first in the order of the stages") {
  CHECK(milestone_set{milestone::sent}.bits() == 1);
  CHECK(milestone_set{milestone::delivered}.bits() == 2);
  CHECK(milestone_set{milestone::read}.bits() == 4);
  CHECK(milestone_set{milestone::failed}.bits() == 8);
  const auto sets = every_set();
  for (std::size_t i = 0; i < sets.size(); ++i) CHECK(sets[i].bits() == i);
}

TEST_CASE("union and difference mean what they mean, for every two sets") {
  for (const auto a : every_set()) {
    for (const auto b : every_set()) {
      CAPTURE(int{a.bits()});
      CAPTURE(int{b.bits()});
      for (const auto which : waybill::all_milestones) {
        CHECK((a | b).contains(which) == (a.contains(which) || b.contains(which)));
        CHECK((a - b).contains(which) == (a.contains(which) && !b.contains(which)));
      }
      CHECK((a == b) == (a.bits() == b.bits()));
    }
  }
}

TEST_CASE("each milestone names its own time") {
  waybill::milestones times;
  times[milestone::sent] = at(1);
  times[milestone::delivered] = at(2);
  times[milestone::read] = at(3);
  times[milestone::failed] = at(4);
  CHECK(times == waybill::milestones{at(1), at(2), at(3), at(4)});
  const auto& unchanging = times;
  CHECK(unchanging[milestone::sent] == at(1));
  CHECK(unchanging[milestone::failed] == at(4));
}

TEST_CASE("a milestone is reached when its time is set") {
  for (const auto set : every_set()) {
    CAPTURE(int{set.bits()});
    CHECK(given::row({}, set).times.reached() == set);
  }
}

TEST_CASE("the earliest evidence of a stage stays") {
  waybill::milestones times;
  times.prove(milestone::delivered, at(20));
  CHECK(times.delivered_at == at(20));
  times.prove(milestone::delivered, at(30));
  CHECK(times.delivered_at == at(20));
  times.prove(milestone::delivered, at(10));
  CHECK(times.delivered_at == at(10));
  CHECK(times.reached() == milestone_set{milestone::delivered});
}
