#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

namespace waybill_harness {

/// Whose a body looks like. All empty if nobody's.
struct body_source {
  std::string dialect{};
  std::string provider{};
  std::string version{};  ///< as far as the body tells
  std::string instance{};

  friend auto operator<=>(const body_source&, const body_source&) = default;
};

[[nodiscard]] body_source source_of(const std::string& body);

/// The bodies in a file: the whole of it, or one a line.
[[nodiscard]] std::vector<std::string> bodies_in(const std::string& file);

/// What many bodies say together, as one dialect reads them.
class body_survey {
 public:
  /// Counts whose the bodies look like.
  explicit body_survey(const std::vector<std::string>& bodies);

  /// The dialect that most bodies look like; Evolution's if they look like nobody's.
  [[nodiscard]] std::string likely_dialect() const;

  /// Reads the bodies, and counts what they hold.
  void read(const std::vector<std::string>& bodies, const waybill::dialect& by);

  [[nodiscard]] std::size_t receipt_count() const;
  /// Whether bodies have this status as a number.
  [[nodiscard]] bool has_number(long long number) const { return numbers.count(number) != 0; }

  std::size_t bodies = 0;
  std::map<body_source, std::size_t> sources{};
  std::map<std::string, std::size_t> receipts{};  ///< by what they report
  std::map<std::string, std::size_t> ignored{};   ///< by reason
  std::map<std::string, std::size_t> issues{};    ///< by code, and the status that is not mapped
  std::map<long long, std::size_t> numbers{};     ///< statuses that are numbers
  std::set<std::string> instances{};              ///< named by receipts
};

}  // namespace waybill_harness
