#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/failure_codes.hpp>
#include <waybill/failure_kind.hpp>

using waybill::failure_kind;

TEST_CASE("the persisted names of the kinds are what released databases hold") {
  std::vector<std::string> names;
  for (const auto kind : waybill::all_failure_kinds) names.emplace_back(to_string(kind));
  CHECK(names == std::vector<std::string>{"not_on_whatsapp", "blocked_or_undeliverable",
                                          "marketing_limit", "window_closed", "template", "media",
                                          "rate_limited", "account", "gateway", "unknown"});
}

TEST_CASE("a persisted name leads back to its kind") {
  for (const auto kind : waybill::all_failure_kinds) {
    CAPTURE(std::string{to_string(kind)});
    CHECK((waybill::parse_failure_kind(to_string(kind)) == kind));
  }
  for (const auto* const other : {"", "template_fault", "Media", "media "}) {
    CAPTURE(other);
    CHECK_FALSE(waybill::parse_failure_kind(other).has_value());
  }
}

TEST_CASE("to send again may help where what is in the way passes by itself") {
  std::vector<std::string> may_help;
  for (const auto kind : waybill::all_failure_kinds) {
    if (sending_again_may_help(kind)) may_help.emplace_back(to_string(kind));
  }
  CHECK(may_help == std::vector<std::string>{"marketing_limit", "rate_limited", "gateway"});
}

TEST_CASE("the gateway, our account and its limits are on our side; all else is the message's") {
  std::vector<std::string> ours;
  for (const auto kind : waybill::all_failure_kinds) {
    if (is_on_our_side(kind)) ours.emplace_back(to_string(kind));
  }
  CHECK(ours == std::vector<std::string>{"rate_limited", "account", "gateway"});
}

namespace {

/// Codes that a table has more than once, or for which it says no more than that they are unknown.
template <typename Table>
std::vector<std::string> odd_codes(const Table& table) {
  std::vector<std::string> odd;
  for (const auto& each : table) {
    const auto count = std::count_if(table.begin(), table.end(),
                                     [&](const auto& other) { return other.code == each.code; });
    const bool tells = !each.code.empty() && each.kind != failure_kind::unknown;
    if (count != 1 || !tells) odd.emplace_back(each.code);
  }
  return odd;
}

}  // namespace

TEST_CASE("a provider's table has each code once, and says what it means") {
  using namespace waybill::dialects;
  const std::vector<std::string> none;
  CHECK(odd_codes(failure_codes::meta) == none);
  CHECK(odd_codes(failure_codes::twilio) == none);
  CHECK(odd_codes(failure_codes::baileys) == none);
  CHECK(odd_codes(failure_codes::gupshup) == none);
  CHECK(odd_codes(failure_codes::acks) == none);
  CHECK(odd_codes(failure_codes::green_api) == none);
  CHECK(odd_codes(failure_codes::ycloud) == none);
  CHECK(odd_codes(failure_codes::answers) == none);
}

TEST_CASE("a code means what its provider says, and nothing in another's table or in none") {
  using namespace waybill::dialects;
  static_assert(find_kind("131047", failure_codes::meta) == failure_kind::window_closed);
  static_assert(find_kind("131047", failure_codes::gupshup, failure_codes::meta) ==
                failure_kind::window_closed);
  static_assert(find_kind("131047", failure_codes::twilio) == failure_kind::unknown);
  static_assert(find_kind("1002", failure_codes::gupshup, failure_codes::meta) ==
                failure_kind::not_on_whatsapp);
  for (const auto* const code : {"", "13104", "1310470", "0131047", "131047 "}) {
    CAPTURE(code);
    CHECK((find_kind(code, failure_codes::meta) == failure_kind::unknown));
  }
}
