// waybill recipients, message, export: who a campaign's messages went to, and what became of each.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "commands.hpp"
#include "csv.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct recipient_options : work_options {
  std::string campaign{};
  std::string status{};
  std::string kind{};
  bool newest_first = false;
  waybill::recipient_query query{};
};

template <typename Words>
[[nodiscard]] std::vector<std::string> texts_of(const Words& words) {
  return {words.begin(), words.end()};
}

void add_filters(CLI::App& command, recipient_options& options) {
  command.add_option("CAMPAIGN", options.campaign)->required();
  command.add_option("--status", options.status, "Only those that stand there")
      ->check(CLI::IsMember(texts_of(waybill::status_names)));
  command.add_option("--kind", options.kind, "Only those that failed for this")
      ->check(CLI::IsMember(texts_of(waybill::failure_kind_names)));
  command.add_option("--after", options.query.after, "Only rows beyond this one: the next page");
  command.add_flag("--newest-first", options.newest_first,
                   "From the highest row id on, which is the newest where ids grow");
}

[[nodiscard]] waybill::recipient_query query_of(const recipient_options& options) {
  auto query = options.query;
  query.status = waybill::parse_status(options.status);
  query.kind = waybill::parse_failure_kind(options.kind);
  if (options.newest_first) query.order = waybill::row_order::descending;
  return query;
}

/// A page of the campaign. Throws `usage_error` where there is no such campaign.
[[nodiscard]] waybill::recipient_page read_page(const waybill::tracker& tracker,
                                                const recipient_options& options,
                                                const waybill::recipient_query& query) {
  const waybill::campaign_key campaign{options.tenant, options.campaign};
  auto page = tracker.recipients(campaign, query);
  if (page.recipients.empty() && !tracker.campaign_stats(campaign)) {
    throw options.unknown_campaign(options.campaign);
  }
  return page;
}

[[nodiscard]] std::string name_of_contact(const ordered_json& row) {
  const auto name = row["contact_name"].get<std::string>();
  const auto id = row["contact"].get<std::string>();
  return !name.empty() ? name : !id.empty() ? id : "-";
}

[[nodiscard]] const columns& recipient_columns() {
  static const columns result{{"row", "row"},
                              {"contact", "", cell::long_text, name_of_contact},
                              {"message id", "message_id"},
                              {"instance", "instance"},
                              {"status", "status"},
                              {"sent", "sent_at"},
                              {"delivered", "delivered_at"},
                              {"read", "read_at"},
                              {"failed", "failed_at"},
                              {"why", "failure_kind"},
                              {"error", "error_code"},
                              {"error message", "error_message", cell::long_text}};
  return result;
}

void show_recipients(const recipient_options& options, report& out) {
  const ready_store store{options};
  const auto page = read_page(store.tracker(), options, query_of(options));
  for (const auto& each : page.recipients) out.row(recipient_columns(), to_json(each));
  if (page.recipients.empty()) out.say("There is no such recipient.");
  if (!page.next.empty()) {
    out.say(fmt::format("The next page: --after {}", printable(page.next)));
  }
}

void add_recipient_list(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "recipients", "Show a campaign's recipients by row, with what became of their messages");
  const auto options = std::make_shared<recipient_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  add_filters(*command, *options);
  command->add_option("--limit", options->query.limit, "Rows on a page")
      ->check(CLI::Range(std::size_t{1}, waybill::most_recipients_on_a_page))
      ->capture_default_str();
  command->callback([options, &out] { show_recipients(*options, out); });
}

struct message_options : work_options {
  std::string message_id{};
  std::string row{};
};

[[nodiscard]] ordered_json story_of(const waybill::message_story& story) {
  auto result = to_json(story.message);
  result["log"] = ordered_json::array();
  for (const auto& each : story.log) result["log"].push_back(to_json(each));
  return result;
}

void show_story(const ordered_json& story, report& out) {
  out.table(nullptr, "", recipient_columns(), ordered_json::array({story}));
  out.table(nullptr, "", log_columns(), story["log"]);
}

void show_message(const message_options& options, report& out) {
  const ready_store store{options};
  const auto tracker = store.tracker();
  std::vector<waybill::message_story> found;
  if (options.row.empty()) {
    found = tracker.find_messages({options.tenant, options.message_id});
  } else if (auto one = tracker.find_message({options.tenant, options.row})) {
    found.push_back(*std::move(one));
  }
  if (found.empty()) {
    throw usage_error{options.row.empty()
                          ? fmt::format("no row has the message id \"{}\"", options.message_id)
                          : fmt::format("there is no row \"{}\"", options.row)};
  }
  for (const auto& each : found) {
    auto story = story_of(each);
    if (out.as_json) {
      out.row({}, std::move(story));
    } else {
      show_story(story, out);
    }
  }
}

void add_message(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "message", "Show one message with its story: what the log has of it, oldest first");
  const auto options = std::make_shared<message_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  auto* const id = command->add_option("ID", options->message_id, "The gateway's id");
  auto* const row = command->add_option("--row", options->row, "Or the campaign contact's id");
  id->excludes(row);
  command->callback([options, &out] {
    if (options->message_id.empty() && options->row.empty()) {
      throw usage_error{"a message id or --row is needed; waybill message --help tells more"};
    }
    show_message(*options, out);
  });
}

/// As the columns in SQL are called.
const std::vector<const char*> exported{"row",          "contact",   "contact_name", "message_id",
                                        "instance",     "status",    "sent_at",      "delivered_at",
                                        "read_at",      "failed_at", "failure_kind", "error_code",
                                        "error_message"};

void write_page(const waybill::recipient_page& page, report& out) {
  for (const auto& each : page.recipients) {
    if (out.as_json) {
      out.row({}, to_json(each));
    } else {
      fmt::print("{}", csv_line(exported, to_json(each)));
    }
  }
}

/// A page at a time, so that a campaign of any size takes the memory of one page.
void write_all(const recipient_options& options, report& out) {
  const ready_store store{options};
  const auto tracker = store.tracker();
  auto query = query_of(options);
  query.limit = 1000;
  auto page = read_page(tracker, options, query);
  if (!out.as_json) fmt::print("{}", csv_header(exported));
  for (write_page(page, out); !page.next.empty(); write_page(page, out)) {
    query.after = page.next;
    page = tracker.recipients({options.tenant, options.campaign}, query);
  }
}

void add_export(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "export",
      "Write a campaign's recipients as CSV. A value that begins as a formula does (= + - @) gets "
      "an apostrophe before it; --json changes no value");
  const auto options = std::make_shared<recipient_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  add_filters(*command, *options);
  command->callback([options, &out] { write_all(*options, out); });
}

}  // namespace

void add_recipients(CLI::App& program, report& out) {
  add_recipient_list(program, out);
  add_message(program, out);
  add_export(program, out);
}

}  // namespace waybill_harness
