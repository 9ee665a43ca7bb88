// What a log line is about, as fields beside its text.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "support/faulty_shop.hpp"

using waybill::receipt;
using waybill_test::faulty_shop;

namespace {

using log_fields = std::map<std::string, std::string>;

[[nodiscard]] log_fields fields_of(const waybill::log_ids& ids) {
  log_fields result;
  waybill::for_each_field(
      ids, [&](std::string_view name, std::string_view value) { result.emplace(name, value); });
  return result;
}

/// A shop that keeps the fields of its log's warnings and errors.
struct logged_shop {
  std::vector<log_fields> lines{};
  faulty_shop shop{1, keep()};

  [[nodiscard]] waybill::tracker_options keep() {
    waybill::tracker_options options;
    options.on_log = [this](auto level, std::string_view, const waybill::log_ids& ids) {
      if (level != waybill::severity::info) lines.push_back(fields_of(ids));
    };
    return options;
  }
};

}  // namespace

TEST_CASE("fields that say nothing are left out") {
  CHECK(fields_of({}).empty());
  CHECK(fields_of({"shop", {}, "M0", {}}) == log_fields{{"tenant", "shop"}, {"message_id", "M0"}});
}

TEST_CASE("a line about an update that was not stored names it and the database's error code") {
  logged_shop here;
  here.shop.store.fail(faulty_shop::operation::apply, faulty_shop::kind::retry_safe,
                       {.times = faulty_shop::always, .sqlstate = "53300"});
  CHECK(here.shop.report("M0", receipt::read).http_status == 503);
  REQUIRE(here.lines.size() == 1);
  CHECK(here.lines.front() == log_fields{{"tenant", waybill_test::tenant},
                                         {"instance", waybill_test::instance},
                                         {"message_id", "M0"},
                                         {"sqlstate", "53300"}});
}

TEST_CASE("a line about an update that was refused has the database's error code") {
  logged_shop here;
  here.shop.store.fail(faulty_shop::operation::apply, faulty_shop::kind::permanent,
                       {.sqlstate = "22001"});
  CHECK(here.shop.report("M0", receipt::read).http_status == 422);
  REQUIRE(here.lines.size() == 1);
  CHECK(here.lines.front().at("sqlstate") == "22001");
}
