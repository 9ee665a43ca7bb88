// Forms, `application/x-www-form-urlencoded`, read like objects; when a body is one.

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/dialects/forms.hpp>
#include <waybill/parse.hpp>

namespace {

using namespace waybill;

const std::vector<json_field> form_fields{{"a"}, {"b"}, {"data"}};

json_result read_sample(std::string_view form, const json_limits& limits = {},
                        std::string_view json_field_name = {}) {
  return dialects::read_form_with(form, form_fields, limits, json_field_name);
}

std::string value_of(std::string_view form, std::string_view name = "a") {
  const auto result = read_sample(form);
  REQUIRE_FALSE(result.problem.has_value());
  const auto value = json_view{result.document}[name];
  return value.is(json_kind::string) ? std::string{value.text()} : "none";
}

issue_code problem_in(std::string_view form, const json_limits& limits = {},
                      std::string_view json_field_name = {}) {
  const auto result = read_sample(form, limits, json_field_name);
  REQUIRE(result.problem.has_value());
  return result.problem->code;
}

/// A dialect that tells how its body was read: by the name of the root's only member.
dialect telling(bool takes_forms) {
  dialect result{"telling", {{"a"}, {"form"}}, [](const json_view& body, parse_report& report) {
                   status_update update;
                   update.message_id = body["form"].exists() ? "form" : "object";
                   update.word = "null";
                   report.add(update);
                 }};
  if (takes_forms) result.read_form = dialects::read_form;
  return result;
}

std::string read_as(const dialect& by, std::string_view body, std::string_view content_type) {
  const auto report = parse(by, body, {}, content_type);
  return report.issues.empty() ? report.updates.front().message_id
                               : std::string{to_string(report.issues.front().code)};
}

}  // namespace

TEST_CASE("names and values of a form are decoded") {
  CHECK(value_of("a=1") == "1");
  CHECK(value_of("b=2&a=1&c=3") == "1");
  CHECK(value_of("a=whatsapp%3A%2B15550100123") == "whatsapp:+15550100123");
  CHECK(value_of("a=x+y%20z%2b") == "x y z+");
  CHECK(value_of("%61=1") == "1");
  CHECK(value_of("a=na%C3%AFve%f0%9f%98%80") == "na\xC3\xAFve\xF0\x9F\x98\x80");
  CHECK(value_of("a=b=c") == "b=c");
  CHECK(value_of("a=") == "");
  CHECK(value_of("a") == "");
  CHECK(value_of("A=1") == "none");
  CHECK(value_of("") == "none");
  CHECK(value_of("&&a=1&&") == "1");
}

TEST_CASE("a form with a broken escape, or that is not UTF-8, is refused") {
  for (const auto* const form : {"a=%", "a=%4", "a=%zz", "a=%+1", "a=% 41", "%=1", "a=%FF",
                                 "a=%ED%A0%80", "a=\xFF", "c=%F"}) {
    CAPTURE(form);
    CHECK(problem_in(form) == issue_code::invalid_form);
  }
}

TEST_CASE("a wanted field that is there twice is refused, and another is not") {
  CHECK(problem_in("a=1&b=2&a=1") == issue_code::duplicate_field);
  CHECK(value_of("c=1&c=2&a=1") == "1");
}

TEST_CASE("the limits on a body hold for a form") {
  CHECK(problem_in("a=12345", {.bytes = 6}) == issue_code::too_large);
  CHECK(problem_in("a=1&b=2", {.values = 2}) == issue_code::too_many_values);
  CHECK(problem_in("data=[[1]]", {.depth = 2}, "data") == issue_code::too_deep);
}

TEST_CASE("one field may hold JSON, which is read as such") {
  const auto result = read_sample("b=x&data=%7B%22a%22%3A%5B1%2C%22y%22%5D%7D", {}, "data");
  REQUIRE_FALSE(result.problem.has_value());
  const json_view form{result.document};
  CHECK(form["b"].text() == "x");
  CHECK(form["data"]["a"].first().integer() == 1);
  CHECK(form["data"]["a"].first().next().pointer() == "/data/a/1");
  for (const auto* const json : {"data=", "data=%7B", "data=%7B%7D%7D", "data=nul", "data=%00"}) {
    CAPTURE(json);
    CHECK(problem_in(json, {}, "data") == issue_code::invalid_form);
  }
  CHECK(problem_in("data=%7B%22a%22%3A1%2C%22a%22%3A1%7D", {}, "data") ==
        issue_code::duplicate_field);
}

TEST_CASE("the content type tells a form, and without one the first byte does") {
  const auto takes_forms = telling(true);
  const std::string_view type = "application/x-www-form-urlencoded";
  CHECK(read_as(takes_forms, "form=1", type) == "form");
  CHECK(read_as(takes_forms, "form=1", "Application/X-WWW-Form-URLEncoded; charset=UTF-8") ==
        "form");
  CHECK(read_as(takes_forms, "form=1", "") == "form");
  CHECK(read_as(takes_forms, "form=1", "application/json") == "invalid-json");
  CHECK(read_as(takes_forms, R"({"a":1})", "application/json") == "object");
  for (const auto* const body : {R"({"a":1})", " \n{}", "[]", "\xEF\xBB\xBF{}"}) {
    CAPTURE(body);
    CHECK(read_as(takes_forms, body, "") == "object");
  }
}

TEST_CASE("a dialect that takes no forms reads JSON, whatever the content type says") {
  const auto takes_none = telling(false);
  CHECK(read_as(takes_none, R"({"a":1})", "application/x-www-form-urlencoded") == "object");
  CHECK(read_as(takes_none, "form=1", "application/x-www-form-urlencoded") == "invalid-json");
}
