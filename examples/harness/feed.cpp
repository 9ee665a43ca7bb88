// waybill feed: everything that happened to a tenant's messages, in order.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include <waybill/feed_store.hpp>
#include <waybill/store_error.hpp>

#include "commands.hpp"
#include "interruption.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using namespace std::chrono_literals;
using nlohmann::ordered_json;

struct feed_options : work_options {
  std::uint64_t after = 0;
  std::size_t limit = 100;
  bool follow = false;
};

[[nodiscard]] ordered_json row_of(const waybill::feed_entry& entry) {
  auto row = to_json(entry.logged);
  row["campaign"] = entry.campaign;
  return row;
}

class feed_reader {
 public:
  feed_reader(waybill::feed_store& feed, const feed_options& options, report& out)
      : feed_(feed), options_(options), out_(out), place_(options.after) {}

  /// Shows the next page; whether there was anything on it.
  bool show_page() {
    const auto page = feed_.read_feed(options_.tenant, place_, options_.limit);
    if (page.last < place_) {
      out_.say_wrong(
          fmt::format("The feed ends at {}: the store was set back since. To begin there: --after "
                      "{}",
                      page.last, page.last));
      throw ended{exit_code::no};
    }
    if (page.removed_through != 0) {
      out_.say_wrong(fmt::format("Entries up to {} were removed before they were read here.",
                                 page.removed_through));
    }
    for (const auto& each : page.entries) out_.row(what(), row_of(each));
    place_ = page.next;
    is_at_end_ = place_ == page.last;
    return !page.entries.empty();
  }

  /// Shows what comes, until it is interrupted.
  void follow(const interruption& ctrl_c) {
    while (!ctrl_c.comes_within(0s)) {
      try {
        if (!feed_.wait_feed(options_.tenant, place_, 250ms)) continue;
        while (show_page() && !is_at_end_) {
        }
        out_.finish();
        trouble_.clear();
      } catch (const waybill::store_error& error) {
        if (trouble_ != error.what()) out_.say_wrong(trouble_ = error.what());
        out_.finish();
        if (ctrl_c.comes_within(1s)) return;
      }
    }
  }

  void tell_next() const {
    if (!is_at_end_) out_.say(fmt::format("The next page: --after {}", place_));
  }

 private:
  [[nodiscard]] static const columns& what() {
    static const columns all{
        {"id", "id"},         {"time", "created_at"},       {"campaign", "campaign"},
        {"row", "row"},       {"message id", "message_id"}, {"from", "old_status"},
        {"to", "new_status"}, {"why", "failure_kind"}};
    return all;
  }

  waybill::feed_store& feed_;
  const feed_options& options_;
  report& out_;
  waybill::log_id place_;
  bool is_at_end_ = false;
  std::string trouble_{};  ///< that was told already
};

void run(const feed_options& options, report& out) {
  const interruption ctrl_c;
  const ready_store store{options};
  auto* const feed = (*store).feed();
  if (feed == nullptr) {
    throw usage_error{
        "this store keeps no feed: waybill init --feed begins one. Existing tables keep none, "
        "whose "
        "log has other writers and other ids"};
  }
  feed_reader reader{*feed, options, out};
  if (options.follow) {
    // The first page tells also what is missing before it.
    reader.show_page();
    out.finish();
    return reader.follow(ctrl_c);
  }
  if (!reader.show_page()) return out.say("There is nothing after it.");
  reader.tell_next();
}

}  // namespace

void add_feed(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "feed", "Show everything that happened, in the order in which it was committed");
  const auto options = std::make_shared<feed_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  command->add_option("--after", options->after, "Only what came after this id");
  command->add_option("--limit", options->limit, "Entries on a page")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--follow", options->follow, "Wait for what comes; Ctrl-C ends it");
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
