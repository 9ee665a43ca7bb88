// Throws bytes at the parser, all dialects: tests/run.sh fuzz does so for a minute. For longer,
// and on what it found before:
//
//   cd build/fuzz/tests/fuzz && ./waybill_parse_fuzz -max_len=4096 corpus
//
// With WAYBILL_FUZZ_DIALECT=NAME one dialect alone, which is faster.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <waybill/dialects/known.hpp>
#include <waybill/parse.hpp>
#include <waybill/sends.hpp>

#include "support/report_check.hpp"

namespace {

void require(bool holds, const char* sentence) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", sentence);
  std::abort();
}

/// The dialect that `WAYBILL_FUZZ_DIALECT` names, or all of them.
std::vector<waybill::dialect> chosen_dialects() {
  const char* const name = std::getenv("WAYBILL_FUZZ_DIALECT");
  std::vector<waybill::dialect> result;
  for (const auto& each : waybill::known_dialects) {
    if (name == nullptr || each.name == name) result.push_back(each.make({}));
  }
  require(!result.empty(), "no such dialect");
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto dialects = chosen_dialects();
  const std::string_view body{reinterpret_cast<const char*>(data), size};
  for (const auto& dialect : dialects) {
    const auto wrong = waybill_test::wrong_with(parse(dialect, body));
    require(wrong.empty(), wrong.c_str());
  }
  const auto response = waybill::parse_send_response(body);
  const int meanings = int{response.ok()} + int{response.refused()} + int{response.timed_out} +
                       int{!response.problem.empty()};
  require(meanings == 1, "an answer that means two things, or none");
  return 0;
}
