// Every row of reference-matrix.tsv, which is what the reference handler did, replayed through a
// tracker under `policy::reference()`. What differs is listed here, each with its reason.

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/reference_matrix.hpp"
#include "support/reference_world.hpp"

using waybill_test::matrix_row;
using waybill_test::reference_matrix;
using waybill_test::reference_world;

namespace {

/// A deliberate difference from the reference handler.
struct departure {
  std::string name;
  std::string reason;
  std::function<bool(const matrix_row&)> concerns;
  std::function<matrix_row(matrix_row)> expected;
};

/// What the matrix expects of another input on the same row.
std::function<matrix_row(matrix_row)> as_if(const std::string& input) {
  return [input](matrix_row row) {
    for (const auto& other : reference_matrix()) {
      if (other["input"] != input || other["status_before"] != row["status_before"]) continue;
      for (auto& [column, value] : row.cells) {
        if (column != "input" && column != "body") value = other[column];
      }
    }
    return row;
  };
}

std::function<matrix_row(matrix_row)> answers(const std::string& http, const std::string& body) {
  return [http, body](matrix_row row) {
    row["http"] = http;
    row["response"] = body;
    return row;
  };
}

std::function<bool(const matrix_row&)> input_is(const std::string& input) {
  return [input](const matrix_row& row) { return row["input"] == input; };
}

const std::vector<departure>& departures() {
  static const std::vector<departure> table{
      {"null data is a missing field", "a wrong type never works: 400, where it crashes with 500",
       input_is("data_null"), answers("400", R"({"error":"Missing field: 'data'"})")},
      {"an empty list is ignored", "it reports nothing: 200, where it crashes with 500",
       input_is("data_list"), answers("200", R"({"status":"ignored","event":"messages.update"})")},
      {"the digit 2 as text is a number", "gateways and relays quote numbers",
       input_is("status_str_2"), as_if("status_2")},
      {"the digit 3 as text is a number", "gateways and relays quote numbers",
       input_is("status_str_3"), as_if("status_3")},
      {"a repeated failure counts once", "gateways retry; it counts every copy",
       [](const matrix_row& row) {
         return row["input"] == "status_0" && row["status_before"] == "failed";
       },
       as_if("status_2")},
  };
  return table;
}

std::vector<const departure*> departures_of(const matrix_row& row) {
  std::vector<const departure*> result;
  for (const auto& each : departures()) {
    if (each.concerns(row)) result.push_back(&each);
  }
  return result;
}

}  // namespace

TEST_CASE("every row of the reference matrix is answered and stored as the reference does") {
  std::size_t replayed = 0;
  for (const auto& row : reference_matrix()) {
    CAPTURE(row.name());
    const auto differs = departures_of(row);
    REQUIRE(differs.size() <= 1);
    const auto expected = differs.empty() ? row : differs.front()->expected(row);
    const auto difference = reference_world{row}.replay(expected);
    CHECK_MESSAGE(difference.empty(), difference);
    ++replayed;
  }
  MESSAGE("rows of the reference matrix replayed: ", replayed);
  CHECK(replayed == 132);
}

TEST_CASE("every departure from the reference is used and is really one") {
  for (const auto& each : departures()) {
    CAPTURE(each.name);
    CAPTURE(each.reason);
    std::size_t rows = 0;
    for (const auto& row : reference_matrix()) {
      if (!each.concerns(row)) continue;
      ++rows;
      CAPTURE(row.name());
      CHECK_FALSE(reference_world{row}.replay(row).empty());
    }
    CHECK(rows > 0);
  }
}
