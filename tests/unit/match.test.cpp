#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/plan.hpp>

using waybill::find_match;
using waybill::match;
using waybill::match_kind;
using waybill::origin;

namespace {

/// Rows of one tenant that share a message id, sent from these instances (empty: none is known).
std::vector<waybill::tracked_message> rows_of(const std::vector<std::string>& instances) {
  std::vector<waybill::tracked_message> result;
  for (const auto& instance : instances) {
    waybill::tracked_message row;
    row.key.row = "row-" + std::to_string(result.size());
    row.message_id = "m1";
    row.instance = instance;
    result.push_back(row);
  }
  return result;
}

const origin anyone{};
const origin only_a{"", {"a"}};
const origin a_or_b{"", {"a", "b"}};

constexpr match unknown{match_kind::unknown, 0};
constexpr match not_ours{match_kind::not_ours, 0};
constexpr match ambiguous{match_kind::ambiguous, 0};

constexpr match row(std::size_t index) { return {match_kind::one, index}; }

}  // namespace

TEST_CASE("a message id that no row has is unknown, whoever asks") {
  CHECK(find_match(anyone, "a", {}) == unknown);
  CHECK(find_match(anyone, "", {}) == unknown);
  CHECK(find_match(only_a, "b", {}) == unknown);
}

TEST_CASE("the row of the named instance is the one that is meant") {
  CHECK(find_match(anyone, "a", rows_of({"a"})) == row(0));
  CHECK(find_match(anyone, "b", rows_of({"a", "b"})) == row(1));
  CHECK(find_match(only_a, "a", rows_of({"b", "a"})) == row(1));
}

TEST_CASE("an instance never speaks for another's message") {
  CHECK(find_match(anyone, "b", rows_of({"a"})) == not_ours);
  CHECK(find_match(anyone, "c", rows_of({"a", "b"})) == not_ours);
  CHECK(find_match(a_or_b, "b", rows_of({"a"})) == not_ours);
}

TEST_CASE("instance names are compared byte for byte") {
  CHECK(find_match(anyone, "A", rows_of({"a"})) == not_ours);
  CHECK(find_match(anyone, "a ", rows_of({"a"})) == not_ours);
}

TEST_CASE("an origin speaks only for the instances it was given") {
  CHECK(find_match(only_a, "b", rows_of({"b"})) == not_ours);
  CHECK(find_match(a_or_b, "b", rows_of({"b"})) == row(0));
  CHECK(find_match(only_a, "b", rows_of({""})) == not_ours);
}

TEST_CASE("a body that names no instance means the only row there is") {
  CHECK(find_match(anyone, "", rows_of({"a"})) == row(0));
  CHECK(find_match(anyone, "", rows_of({""})) == row(0));
  CHECK(find_match(only_a, "", rows_of({"a"})) == row(0));
}

TEST_CASE("a body that names no instance never reaches a row of an instance it may not speak for") {
  CHECK(find_match(only_a, "", rows_of({"b"})) == not_ours);
  CHECK(find_match(only_a, "", rows_of({"b", "c"})) == not_ours);
  CHECK(find_match(only_a, "", rows_of({"b", "a"})) == row(1));
}

TEST_CASE("a row that was sent from no known instance is found by its message id alone") {
  CHECK(find_match(anyone, "a", rows_of({""})) == row(0));
  CHECK(find_match(only_a, "a", rows_of({""})) == row(0));
}

TEST_CASE("a row of the named instance goes before one without any") {
  CHECK(find_match(anyone, "a", rows_of({"", "a"})) == row(1));
  CHECK(find_match(anyone, "a", rows_of({"a", ""})) == row(0));
}

TEST_CASE("two rows that answer equally well are ambiguous") {
  CHECK(find_match(anyone, "a", rows_of({"a", "a"})) == ambiguous);
  CHECK(find_match(anyone, "a", rows_of({"", ""})) == ambiguous);
  CHECK(find_match(anyone, "", rows_of({"a", "b"})) == ambiguous);
  CHECK(find_match(a_or_b, "", rows_of({"a", "b", "c"})) == ambiguous);
  CHECK(find_match(anyone, "a", rows_of({"b", "a", "a"})) == ambiguous);
}

TEST_CASE("the message id alone decides only where exactly one row has it") {
  CHECK(find_match(anyone, "a", rows_of({"", "b"})) == ambiguous);
  CHECK(find_match(only_a, "a", rows_of({"", "b"})) == row(0));
}

TEST_CASE("no instance ever gets a row of another, whatever rows there are") {
  const std::vector<std::string> names{"", "a", "b"};
  for (const auto& first : names) {
    for (const auto& second : names) {
      for (const auto& asking : {"a", "b"}) {
        CAPTURE(first);
        CAPTURE(second);
        CAPTURE(asking);
        const auto rows = rows_of({first, second});
        const auto found = find_match(anyone, asking, rows);
        if (found.kind != match_kind::one) continue;
        const auto& instance = rows[found.row].instance;
        CHECK((instance.empty() || instance == asking));
      }
    }
  }
}
