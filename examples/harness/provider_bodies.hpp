#pragma once

#include <string>

#include <waybill/waybill.hpp>

namespace waybill_harness {

/// A report that a gateway posts.
struct posted_report {
  std::string instance{};
  std::string id{};  ///< empty for a body that is broken at this place
  waybill::receipt what = waybill::receipt::read;
  waybill::time_point at{};
  bool in_second_form = false;  ///< where a gateway has two
};

// What a gateway writes, by the name of its dialect. Each throws `std::out_of_range` for a name
// that there is not.

/// A webhook with a report; empty for a receipt that this gateway does not report.
[[nodiscard]] std::string report_body(const std::string& dialect, const posted_report& posted);
/// A webhook that is no receipt.
[[nodiscard]] std::string other_body(const std::string& dialect);
/// The answer to a send.
[[nodiscard]] std::string answer_body(const std::string& dialect, const std::string& id,
                                      waybill::time_point at);

}  // namespace waybill_harness
