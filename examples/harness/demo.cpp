// waybill demo: a day of one campaign, and the proof that its counters are right.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <waybill/testing/manual_clock.hpp>

#include "campaign_day.hpp"
#include "commands.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct demo_options : work_options {
  std::size_t messages = 10'000;
  std::uint32_t seed = 1;
};

void add_to_catalog(opened_store& store, const std::string& tenant, const campaign_day& day) {
  store.catalog().add_campaign({tenant, day.campaign});
  store.catalog().add_instance({tenant, day.instance});
  status_line progress;
  std::size_t done = 0;
  for (const auto& row : day.rows) {
    store.catalog().add_contact({tenant, row}, "Contact of " + row);
    progress.show_share("Contacts", ++done, day.rows.size());
  }
}

/// Plays the day through a tracker whose clock shows the time of the day that is played.
class player {
 public:
  player(opened_store& store, const demo_options& options, const campaign_day& day)
      : day_(day), origin_{options.tenant}, dialect_(options.dialect),
        tracker_(*store, with_clock(options)) {}

  void play() {
    status_line progress;
    std::size_t done = 0;
    for (const auto& event : day_.events) {
      clock_.set_now(event.at);
      if (event.row.empty()) {
        tally_.add(tracker_.handle(event.body, origin_));
      } else {
        const auto answer = waybill::parse_send_response(event.body, dialect_);
        static_cast<void>(tracker_.record_sent(send_of(event), answer));
      }
      progress.show_share("Replaying", ++done, day_.events.size());
    }
    tracker_.sweep();
  }

  /// Whether the recount proved the counters.
  [[nodiscard]] bool tell(report& out) const {
    const auto& tenant = origin_.tenant;
    const auto webhooks = day_.events.size() - day_.rows.size();
    out.set("webhooks", webhooks);
    tally_.show(out, counted(webhooks, "webhook was", "webhooks were") + " answered");
    const auto stats = tracker_.campaign_stats({tenant, day_.campaign}).value();
    const auto gauges = tracker_.instance_stats({tenant, day_.instance}).value();
    out.table("campaigns", "The campaign", campaign_columns(),
              ordered_json::array({to_json(day_.campaign, stats)}));
    out.table("instances", "The instance", instance_columns(),
              ordered_json::array({to_json(day_.instance, gauges)}));
    const auto audit = tracker_.verify({tenant, day_.campaign}).value();
    show_audit(out, "The counters against a recount of all rows", audit);
    if (!audit.holds()) out.say_wrong("The counters are WRONG.");
    if (audit.holds()) out.say("The counters are right: every message was counted once.");
    return audit.holds();
  }

 private:
  waybill::tracker_options with_clock(const demo_options& options) {
    auto result = options.tracker();
    result.clock = &clock_;
    return result;
  }
  [[nodiscard]] waybill::sent_message send_of(const day_event& event) const {
    return {.origin = origin_,
            .row = event.row,
            .instance = day_.instance,
            .response = {},
            .at = event.at,
            .campaign = day_.campaign,
            .contact = event.row};
  }

  const campaign_day& day_;
  waybill::origin origin_;
  std::string dialect_;
  waybill::testing::manual_clock clock_;
  waybill::tracker tracker_;
  reply_tally tally_;
};

void tell_how_to_look(const demo_options& options, const campaign_day& day, report& out) {
  for (const auto* const command : {"stats", "log", "verify"}) {
    out.say("  " + options.to_type({command, day.campaign}));
  }
}

[[nodiscard]] bool was_played(const opened_store& store, const std::string& tenant,
                              const campaign_day& day) {
  const auto campaigns = store.catalog().campaigns(tenant);
  return std::find(campaigns.begin(), campaigns.end(), day.campaign) != campaigns.end();
}

void tell_what_comes(const demo_options& options, const opened_store& store, report& out) {
  out.say(fmt::format(
      "A day of one campaign with {}: reports come late, twice, out of order and before\n"
      "their send was recorded; some are of strangers, no receipts, or broken.",
      counted(options.messages, "message", "messages")));
  if (options.dialect == "whatsmeow" || options.dialect == "gowa") {
    out.say("Gateways of this family report no failures.");
  }
  if (store.is_file()) {
    out.say("To be quick, the demo alone does not wait for the disk after each webhook.");
  }
  std::fflush(stdout);
}

void tell_of_another_day(const demo_options& options, const campaign_day& day, report& out) {
  out.say(fmt::format("The day with the seed {} was played into {} already. To look into it:\n",
                      options.seed, options.shown_store()));
  tell_how_to_look(options, day, out);
  out.say(fmt::format("\nwaybill demo --seed {} plays another day.", options.seed + 1));
}

void run(const demo_options& options, report& out) {
  opened_store store{options, durability::relaxed};
  const auto day = make_campaign_day(options.messages, options.seed, options.dialect);
  const bool makes_file = store.lacks_file();
  store.migrate();
  if (makes_file) out.say(fmt::format("The store is a new file, {}.", store.file()));
  const bool is_old = was_played(store, options.tenant, day);
  out.set("campaign", day.campaign);
  out.set("already_played", is_old);
  if (is_old) return tell_of_another_day(options, day, out);
  tell_what_comes(options, store, out);
  add_to_catalog(store, options.tenant, day);
  player played{store, options, day};
  played.play();
  if (!played.tell(out)) throw ended{exit_code::no};
  if (store.schema() == nullptr) return;
  out.say(fmt::format("\nIt is all in {}. To look into it:\n", options.shown_store()));
  tell_how_to_look(options, day, out);
}

}  // namespace

void add_demo(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "demo", "Replay a realistic day of one campaign and prove its counters");
  const auto options = std::make_shared<demo_options>();
  command->add_option("--messages", options->messages, "How many messages the campaign sends")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed is another day")
      ->capture_default_str();
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
