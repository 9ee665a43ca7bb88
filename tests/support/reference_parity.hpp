#pragma once

// What differs on purpose from the reference handler, each difference with its reason, and the
// check that nothing else does.

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/testing/contract/world.hpp>

#include "support/reference_matrix.hpp"
#include "support/reference_world.hpp"

namespace waybill_test {

/// A deliberate difference from the reference handler.
struct departure {
  std::string name;
  std::string reason;
  std::function<bool(const matrix_row&)> concerns;
  std::function<matrix_row(matrix_row)> expected;
};

/// What the matrix expects of another input on the same row.
inline std::function<matrix_row(matrix_row)> as_if(const std::string& input) {
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

inline std::function<matrix_row(matrix_row)> answers(const std::string& http,
                                                     const std::string& body) {
  return [http, body](matrix_row row) {
    row["http"] = http;
    row["response"] = body;
    return row;
  };
}

inline std::function<bool(const matrix_row&)> input_is(const std::string& input) {
  return [input](const matrix_row& row) { return row["input"] == input; };
}

inline const std::vector<departure>& departures() {
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

inline std::vector<const departure*> departures_of(const matrix_row& row) {
  std::vector<const departure*> result;
  for (const auto& each : departures()) {
    if (each.concerns(row)) result.push_back(&each);
  }
  return result;
}

/// How a row's replay in a world differs from what is expected of it; empty if it does not.
inline std::string replay(const matrix_row& row, const matrix_row& expected,
                          const waybill::testing::world_factory& make_world) {
  const auto world = make_world();
  return reference_world{row, *world}.replay(expected);
}

/// Replays every row, each in a world of its own.
inline void check_reference_parity(const waybill::testing::world_factory& make_world) {
  std::size_t replayed = 0;
  for (const auto& row : reference_matrix()) {
    CAPTURE(row.name());
    const auto differs = departures_of(row);
    REQUIRE(differs.size() <= 1);
    const auto difference =
        replay(row, differs.empty() ? row : differs.front()->expected(row), make_world);
    CHECK_MESSAGE(difference.empty(), difference);
    ++replayed;
  }
  MESSAGE("rows of the reference matrix replayed: ", replayed);
  CHECK(replayed == 132);
}

}  // namespace waybill_test
