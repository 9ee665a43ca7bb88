// waybill demo: a day of one campaign, and the proof that its counters are right.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include <waybill/testing/manual_clock.hpp>

#include "campaign_day.hpp"
#include "choices.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "summary.hpp"

namespace waybill_cli {

namespace {

struct demo_options : work_options {
  std::size_t messages = 10'000;
  std::uint32_t seed = 1;
};

void add_to_catalog(opened_store& store, const std::string& tenant, const campaign_day& day) {
  store.catalog().add_campaign(tenant, day.campaign);
  store.catalog().add_instance(tenant, day.instance);
  progress bar{"Contacts  ", day.rows.size()};
  for (const auto& row : day.rows) {
    store.catalog().add_contact(tenant, row, "Contact of " + row);
    bar.advance();
  }
}

/// Plays the day through a tracker that lives in its time.
class player {
 public:
  player(opened_store& store, const demo_options& options, const campaign_day& day)
      : day_(day), origin_{options.tenant, {}}, tracker_(*store, with_clock(options)) {}

  void play() {
    progress bar{"Replaying ", day_.events.size()};
    for (const auto& event : day_.events) {
      clock_.set_now(event.at);
      if (event.row.empty()) {
        tally_.add(tracker_.handle(event.body, origin_));
      } else {
        tracker_.record_sent(send_of(event));
      }
      bar.advance();
    }
    tracker_.sweep();
  }

  /// Whether the recount proved the counters.
  [[nodiscard]] bool report() const {
    const auto& tenant = origin_.tenant;
    const auto audit = tracker_.verify(tenant, day_.campaign).value();
    fmt::print("\n{} webhooks were answered:\n\n{}\n", day_.events.size() - day_.rows.size(),
               tally_.table());
    fmt::print("The campaign \"{}\":\n\n{}\n", day_.campaign,
               campaign_table(tracker_.campaign_stats(tenant, day_.campaign).value()));
    fmt::print("The instance \"{}\" today:\n\n{}\n", day_.instance,
               instance_table(tracker_.instance_stats(tenant, day_.instance).value()));
    fmt::print("The counters against a recount of all rows:\n\n{}\n", audit_table(audit));
    fmt::print("{}\n", audit.holds() ? "The counters are right: every message was counted once."
                                     : "The counters are WRONG.");
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
            .response = event.body,
            .at = event.at,
            .campaign = day_.campaign,
            .contact = event.row};
  }

  const campaign_day& day_;
  waybill::origin origin_;
  waybill::testing::manual_clock clock_;
  waybill::tracker tracker_;
  reply_tally tally_;
};

/// A command that looks into the day, as it is to be typed.
[[nodiscard]] std::string look(const demo_options& options, const std::string& command) {
  auto result = "  waybill " + command;
  if (options.store != default_store) result += " --store " + options.store;
  if (!options.tenant.empty()) result += " --tenant " + options.tenant;
  return result + '\n';
}

void tell_how_to_look(const demo_options& options, const campaign_day& day) {
  const auto campaign = " \"" + day.campaign + '"';
  fmt::print("{}{}{}", look(options, "stats" + campaign), look(options, "log" + campaign),
             look(options, "verify" + campaign));
}

[[nodiscard]] bool was_played(const opened_store& store, const std::string& tenant,
                              const campaign_day& day) {
  const auto campaigns = store.catalog().campaigns(tenant);
  return std::find(campaigns.begin(), campaigns.end(), day.campaign) != campaigns.end();
}

void run(const demo_options& options) {
  opened_store store{options, durability::relaxed};
  const auto day = make_campaign_day(options.messages, options.seed);
  store.migrate();
  if (was_played(store, options.tenant, day)) {
    fmt::print("The day with the seed {} was played into {} already. To look into it:\n\n",
               options.seed, options.store);
    tell_how_to_look(options, day);
    fmt::print("\nwaybill demo --seed {} plays another day.\n", options.seed + 1);
    return;
  }
  fmt::print(
      "A day of one campaign with {} messages: reports come late, twice, out of order and "
      "before\ntheir send was recorded; some are of strangers, of edits, or broken.\n",
      thousands(static_cast<long long>(options.messages)));
  if (store.is_file()) {
    fmt::print("To be quick, the demo alone does not wait for the disk after each webhook.\n");
  }
  std::fflush(stdout);
  add_to_catalog(store, options.tenant, day);
  player played{store, options, day};
  played.play();
  if (!played.report()) throw CLI::RuntimeError{1};
  if (store.schema() == nullptr) return;
  fmt::print("\nIt is all in {}. To look into it:\n\n", options.store);
  tell_how_to_look(options, day);
}

}  // namespace

void add_demo(CLI::App& program) {
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
  command->callback([options] { run(*options); });
}

}  // namespace waybill_cli
