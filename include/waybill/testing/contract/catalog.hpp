#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/scene.hpp>

namespace waybill::testing::contract {

namespace promises {

inline void a_catalog_lists_what_was_added(scene& s) {
  auto& catalog = *s.subject().catalog();
  const std::string who = "catalog";
  for (const std::size_t n : {5U, 3U, 4U}) catalog.add_campaign({who, s.id(n)});
  for (const auto* const name : {"b", "a", "B"}) catalog.add_instance({who, name});
  s.expect_equal(catalog.campaigns(who), {s.id(3), s.id(4), s.id(5)}, "campaigns, in order");
  s.expect_equal(catalog.instances(who), {"B", "a", "b"}, "instances, in order of their bytes");
  s.expect_equal(catalog.campaigns("nobody"), {}, "and none of a stranger");
}

inline void what_was_added_is_used(scene& s) {
  auto& catalog = *s.subject().catalog();
  catalog.add_campaign({s.tenant, s.id(5)});
  catalog.add_instance({s.tenant, "new"});
  catalog.add_contact({s.tenant, s.id(5)}, "Nova");
  auto row = s.row(1);
  row.campaign = row.contact = s.id(5);
  row.instance = "new";
  row.contact_name = "Nova";
  s.add(row);
  s.expect_equal(s.now(row), row, "the contact's name comes with the row");
  s.land({delivered(row)});
  s.expect_equal(s.world().counters(s.tenant, s.id(5)), {1, 1, 0, 0}, "the campaign counts");
  s.expect_equal(s.gauges("new").delivered_today, 1, "and so does the instance");
}

inline void adding_again_changes_nothing(scene& s) {
  auto& catalog = *s.subject().catalog();
  const auto row = s.add_row(1);
  s.land({delivered(row)});
  const auto before = s.picture();
  catalog.add_campaign({s.tenant, s.campaign()});
  catalog.add_instance({s.tenant, s.instance});
  catalog.add_contact({s.tenant, row.contact}, "Another");
  s.expect_picture(before, "what is there stays as it is");
}

}  // namespace promises

[[nodiscard]] inline std::vector<promise> catalog_promises() {
  using namespace promises;
  const std::vector<part> used{part::catalog, part::gauges, part::contacts};
  return {
      {"a catalog lists what was added", a_catalog_lists_what_was_added, {part::catalog}},
      {"what was added to the catalog is used", what_was_added_is_used, used},
      {"adding to the catalog again changes nothing", adding_again_changes_nothing, used},
  };
}

}  // namespace waybill::testing::contract
