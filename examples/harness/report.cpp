#include "report.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "views.hpp"

namespace waybill_harness {

using nlohmann::ordered_json;

namespace {

void print_line(const ordered_json& value) { fmt::print("{}\n", to_text(value)); }

}  // namespace

report::report() : where_(look_of(stdout)) {}

void report::set(const char* member, ordered_json value) { value_[member] = std::move(value); }

void report::show(const char* member, ordered_json value, std::string_view text) {
  set(member, std::move(value));
  if (!as_json) fmt::print("{}", text);
}

void report::table(const char* member, std::string_view heading, const columns& what,
                   const ordered_json& rows) {
  if (member != nullptr) set(member, rows);
  if (as_json || rows.empty()) return;
  const auto title = heading.empty() ? std::string{} : fmt::format("{}:\n\n", heading);
  print(part::table, title + waybill_harness::table(what, rows, where_));
}

void report::row(const columns& what, ordered_json row) {
  if (as_json) return print_line(row);
  row_columns_ = what;
  rows_.push_back(std::move(row));
}

void report::say(std::string_view text) {
  end_rows();
  if (as_json) return fmt::print(stderr, "{}\n", text);
  print(part::sentence, fmt::format("{}\n", text));
}

void report::say_wrong(std::string_view text) {
  say(as_json ? look_of(stderr).red(text) : where_.red(text));
}

void report::end_rows() {
  if (rows_.empty()) return;
  print(part::table, waybill_harness::table(row_columns_, rows_, where_));
  rows_.clear();
}

void report::finish() {
  end_rows();
  if (as_json && !value_.is_null()) print_line(value_);
  value_ = nullptr;
  std::fflush(stdout);
}

void report::clear_screen() {
  fmt::print("\033[H\033[J");  // to the upper left corner, and all below is wiped
  last_ = part::nothing;
}

/// Tables have an empty line around them.
void report::print(part what, std::string_view text) {
  const bool apart = last_ == part::table || (what == part::table && last_ != part::nothing);
  fmt::print("{}{}", apart ? "\n" : "", text);
  last_ = what;
}

}  // namespace waybill_harness
