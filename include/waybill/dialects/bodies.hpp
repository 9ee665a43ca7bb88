#pragma once

// A dialect from a function that reads one body: what automation tools put around it is removed
// first.

#include <initializer_list>
#include <string_view>
#include <vector>

#include <waybill/dialect.hpp>
#include <waybill/dialects/envelopes.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill::dialects {

/// Reads one body of a provider, an object.
using body_reader = void (*)(const json_view& body, parse_report& report);

inline void read_one(const json_view& outer, body_reader read, parse_report& report) {
  const auto body = unwrapped(outer);
  if (body.is(json_kind::object)) return read(body, report);
  if (is_wrapper(outer)) return report.add(wrapped_text(body));
  report.add(issue{issue_code::wrong_type, body.pointer(), "not an object", "", 0});
}

/// Reads a body, or each of a list of them, within n8n's wrapper or without.
inline void read_all(const json_view& outer, body_reader read, parse_report& report) {
  const auto bodies = unwrapped(outer);
  if (!bodies.is(json_kind::array)) return read_one(outer, read, report);
  if (!bodies.first().exists()) return report.ignore(ignore_reason::no_items, bodies);
  for (auto each = bodies.first(); each.exists(); each = each.next()) {
    read_one(each, read, report);
  }
}

/// A dialect that looks at these fields.
[[nodiscard]] inline dialect of_bodies(std::string_view name,
                                       std::initializer_list<json_field> fields, body_reader read) {
  dialect result;
  result.name = name;
  result.fields = fields;
  result.fields.push_back({"headers", true});  // n8n's wrapper
  result.fields.push_back({"body"});
  result.read = [read](const json_view& body, parse_report& report) {
    read_all(body, read, report);
  };
  return result;
}

/// Why a body that is no receipt is ignored: one that has these fields is the provider's.
[[nodiscard]] inline ignore_reason why_no_receipt(const json_view& body,
                                                  std::initializer_list<std::string_view> own) {
  for (const auto name : own) {
    if (!body[name].exists()) return ignore_reason::unknown_event;
  }
  return ignore_reason::other_event;
}

}  // namespace waybill::dialects
