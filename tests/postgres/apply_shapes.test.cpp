// The statement that applies a batch has the parts that the batch needs, and binds what it names.

#include <cstddef>
#include <cstdint>
#include <regex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/samples.hpp>

#include "soci/apply_command.hpp"
#include "support/contains.hpp"

using namespace waybill::detail;
using namespace waybill_test;
using namespace waybill::testing::contract;

namespace {

[[nodiscard]] waybill::tracked_message sent_message() {
  return {.key = {"t", "1"}, .message_id = "M", .status = waybill::message_status::sent};
}

/// The statement that a store sends first for some changes to own tables.
[[nodiscard]] std::string applying_sql(const std::vector<waybill::change>& changes) {
  return apply_command(table_map{waybill::schema_names{}}, shape_of(changes)).sql;
}

[[nodiscard]] std::multiset<std::string> parameters_named_in(const std::string& sql) {
  static const std::regex parameter{"[^:]:([a-z_]+)"};
  std::multiset<std::string> result;
  for (std::sregex_iterator found{sql.begin(), sql.end(), parameter}, end; found != end; ++found) {
    result.insert((*found)[1]);
  }
  return result;
}

}  // namespace

TEST_CASE("a part that a batch does not need is not in the statement, nor are its columns") {
  const auto row = sent_message();
  const auto touches = touch(row);
  const std::vector<std::vector<waybill::change>> batches{
      {touches}, {delivered(row)}, {read(row)}, {failed(row)}, {sent(row, {"M2", "i"})}};
  struct part {
    std::string text;
    std::vector<bool> is_in;  ///< in the order of the batches
  };
  const std::vector<part> parts{
      {"UPDATE \"waybill\".\"campaign\" w", {false, true, true, true, true}},
      {"UPDATE \"waybill\".\"instance\" w", {false, true, true, true, true}},
      {"UPDATE \"waybill\".\"contact\" w", {false, false, true, false, true}},
      {"INSERT INTO \"waybill\".\"campaign_log\"", {false, true, true, true, true}},
      {"INSERT INTO \"waybill\".\"campaign_pace\"", {false, true, true, true, true}},
      {"was_sent_at", {false, false, false, false, false}},
      {":delivered_at", {false, true, false, false, true}},
      {":read_at", {false, false, true, false, true}},
      {":error_message", {false, false, false, true, true}},
      {":restarts", {false, false, false, false, true}},
  };
  for (std::size_t i = 0; i < batches.size(); ++i) {
    CAPTURE(i);
    const auto alone = applying_sql(batches[i]);
    const auto twice = applying_sql({batches[i][0], batches[i][0]});
    CHECK_FALSE(contains(alone, "unnest"));
    CHECK(contains(twice, "unnest"));
    for (const auto& each : parts) {
      CAPTURE(each.text);
      CHECK(contains(alone, each.text) == each.is_in[i]);
      CHECK(contains(twice, each.text) == each.is_in[i]);
    }
  }
}

TEST_CASE("a batch of several kinds has the parts of each") {
  const auto row = sent_message();
  const auto sql = applying_sql({delivered(row), failed(row)});
  CHECK(contains(sql, ":delivered_at"));
  CHECK(contains(sql, ":error_message"));
  CHECK_FALSE(contains(sql, ":read_at"));
}

TEST_CASE("rows are found by their places where each change tells its own") {
  auto row = sent_message();
  const auto elsewhere = delivered(row);
  row.place = "(0,7)";
  const auto placed = delivered(row);
  CHECK(contains(applying_sql({placed}), "c.ctid = n.found_place"));
  CHECK(contains(applying_sql({placed, placed}), "c.ctid = b.found_place"));
  CHECK_FALSE(contains(applying_sql({placed, elsewhere}), "found_place"));
}

TEST_CASE("what scalars cannot say is bound as arrays") {
  const auto row = sent_message();
  auto two_lines = read(row);
  two_lines.log.push_back(two_lines.log.front());
  CHECK(shape_of({&two_lines, 1}).form == apply_form::many);
  const auto no_reason = failed(row, {});
  CHECK(shape_of({&no_reason, 1}).form == apply_form::many);
  auto no_line = sent(row, {"M2", "i", true});
  no_line.log.clear();
  CHECK(shape_of({&no_line, 1}).form == apply_form::many);
}

TEST_CASE("only changes that may leave a slot of the pace have the times that their row had") {
  auto row = sent_message();
  row.times = {at(0), at(60), {}, {}};
  row.status = waybill::message_status::delivered;
  auto earlier = touch(row);
  earlier.proven.delivered_at = at(30);
  const auto again = sent(row, {"M2", "i", true});
  const auto withdrawn = [&] {
    auto result = delivered(sent_message());
    result.expected.status = waybill::message_status::failed;
    return result;
  }();
  for (const auto& each : {earlier, again, withdrawn}) {
    const auto sql = applying_sql({each});
    CHECK(contains(sql, "was_sent_at"));
    CHECK(contains(sql, "unnest"));
  }
  CHECK_FALSE(contains(applying_sql({read(row), failed(row)}), "was_sent_at"));
}

TEST_CASE("each statement names every value that is bound, once, and nothing else") {
  const auto change = failed(sent_message());
  for (const auto tenants : {tenants_at_once::several, tenants_at_once::one}) {
    const table_map tables{waybill::schema_names{}, {}, tenants};
    for (const auto form : {apply_form::one, apply_form::many, apply_form::looking}) {
      for (unsigned parts = 0; parts <= all_parts; ++parts) {
        const auto places = parts % 2 == 0 ? 0U : static_cast<unsigned>(apply_part::places);
        const apply_shape shape{form, static_cast<std::uint16_t>(parts | places)};
        CAPTURE(parts);
        auto named = parameters_named_in(apply_command(tables, shape).sql);
        // That of statements for one tenant alone is compared with many columns.
        named.erase("tenant");
        named.insert("tenant");
        std::multiset<std::string> bound;
        for (const auto& [name, value] : apply_parameters(tables, shape, {&change, 1})) {
          bound.emplace(name);
        }
        CHECK(named == bound);
      }
    }
  }
}
