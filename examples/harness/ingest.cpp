// waybill ingest: bodies and sends, one a line, through the ingestor into any store.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "commands.hpp"
#include "ingest_block.hpp"
#include "ingest_progress.hpp"
#include "ingest_window.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "send_lines.hpp"
#include "send_recorder.hpp"
#include "terminal.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using std::chrono::steady_clock;

struct ingest_options : work_options {
  std::string file{};
  std::string state{};
  std::string replies{};
  bool from_start = false;
  bool make = false;  ///< campaigns, instances and contacts that lines name
  std::size_t patience = 60;

  /// Where the number of acknowledged lines is kept; nowhere for standard input.
  [[nodiscard]] std::string state_file() const {
    if (!state.empty() || file == "-") return state;
    return file + ".acknowledged";
  }
};

class ingestion {
 public:
  explicit ingestion(const ingest_options& options)
      : options_(options), store_(options), tracker_(store_.tracker()),
        ingestor_(tracker_, {.one_tenant_batches = options.one_tenant}),
        recorder_(store_, tracker_, options.tenant, options.make), file_(options.file),
        bookmark_(options.state_file()), done_(options.from_start ? 0 : bookmark_.read()),
        skipped_(done_),
        window_(done_ + 1, [this](const auto& what, const auto& reply) { take(what, reply); }) {
    if (options.replies.empty()) return;
    replies_.open(options.replies, skipped_ == 0 ? std::ios::trunc : std::ios::app);
    if (!replies_) throw usage_error{options.replies + " cannot be written"};
  }
  ~ingestion() { ingestor_.stop(std::chrono::seconds{10}); }
  ingestion(const ingestion&) = delete;
  ingestion& operator=(const ingestion&) = delete;

  void run(std::istream& lines) {
    std::string line;
    for (std::size_t i = 0; i < skipped_ && std::getline(lines, line); ++i) {
      file_.skip(line.size() + 1);
    }
    while (std::getline(lines, line)) {
      while (!window_.has_room()) attend();
      const auto number = window_.put(line);
      put({number, std::move(line)});
      // What has not come yet is not waited for.
      if (block_.is_full() || lines.rdbuf()->in_avail() <= 0) record_block();
      attend_now_and_then();
    }
    while (!window_.is_empty()) attend();
    show();
    bookmark_.write(done_);
  }

  /// Whether every send and every intent is recorded.
  [[nodiscard]] bool has_recorded_all() const noexcept { return unrecorded_ == 0; }

  void show_summary(report& out) const {
    const auto mean = mean_batch(ingestor_.stats());
    const auto lines = done_ - skipped_;
    out.set("lines", lines);
    out.set("lines_before", skipped_);
    out.set("intents_recorded", intended_);
    out.set("sends_recorded", recorded_);
    out.set("sends_not_recorded", unrecorded_);
    out.set("seconds", seconds());
    out.set("lines_per_second", rate());
    out.set("mean_batch_updates", mean);
    if (skipped_ != 0) {
      out.say(counted(skipped_, "line was", "lines were") +
              " acknowledged before; --from-start takes all again.");
    }
    out.say(fmt::format("{} in {:.1f} s, {} a second, {:.0f} updates a batch on average.",
                        counted(lines, "line", "lines"), seconds(), thousands(rate()), mean));
    tally_.show(out, "");
  }

 private:
  /// A message waits for others to be recorded with; so does what comes after it.
  void put(ingest_window::item what) {
    std::optional<told_message> message;
    try {
      message = find_message(what.line, options_.tenant);
    } catch (const std::exception& error) {
      ++unrecorded_;
      return answer(what.number, 400, {{"error", error.what()}});
    }
    if (!message) return block_.is_empty() ? submit(std::move(what)) : block_.add(std::move(what));
    if (!block_.takes(*message)) record_block();
    block_.add(what.number, std::move(*message));
  }

  void record_block() {
    if (block_.is_empty()) return;
    auto block = std::exchange(block_, {});
    intended_ += record(block.intents());
    recorded_ += record(block.sends());
    for (auto& each : block.bodies()) submit(std::move(each));
  }

  /// Returns how many are recorded, now or from before.
  template <typename Message>
  [[nodiscard]] std::size_t record(const ingest_block::numbered<Message>& what) {
    const auto results = recorder_.record(what.messages, [this] { wait_for_store(); });
    std::size_t recorded = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const bool is_recorded =
          results[i].ok() || results[i].outcome == waybill::send_outcome::intended;
      ++(is_recorded ? recorded : unrecorded_);
      answer(what.numbers[i], is_recorded ? 200 : 422, to_json(what.messages[i].row, results[i]));
    }
    return recorded;
  }

  void answer(std::size_t number, int http_status, const nlohmann::ordered_json& body) {
    window_.answer(number, {.http_status = http_status, .body = to_text(body)});
  }

  void wait_for_store() {
    window_.wait(std::chrono::milliseconds{100});
    show();
    if (window_.silence() > std::chrono::seconds{options_.patience}) give_up();
  }

  void submit(ingest_window::item what) {
    if (what.line.find_first_not_of(" \t\r") == std::string::npos) {
      return window_.answer(what.number, {.http_status = 200, .body = ""});
    }
    ingestor_.submit(what.line, {options_.tenant},
                     [this, number = what.number](waybill::reply reply) {
                       window_.answer(number, std::move(reply));
                     });
  }

  /// Of each line that was acknowledged, in order.
  void take(const ingest_window::item& what, const waybill::reply& reply) {
    done_ = what.number;
    file_.take(what.line.size() + 1);
    if (reply.body.empty()) return;  // an empty line
    tally_.add(reply);
    if (replies_.is_open()) replies_ << reply.body << std::endl;  // before the line counts
  }

  /// Waits for answers, and sends again what was not acknowledged.
  void attend() {
    record_block();
    constexpr std::chrono::milliseconds pause{100};
    window_.wait(pause);
    show();
    auto again = window_.again();
    if (!again) return;
    if (window_.silence() > std::chrono::seconds{options_.patience}) give_up();
    while (again) {
      submit(std::move(*again));
      again = window_.again();
    }
  }
  void attend_now_and_then() {
    if (steady_clock::now() - shown_ > std::chrono::milliseconds{200}) show();
  }

  [[noreturn]] void give_up() {
    bookmark_.write(done_);
    throw std::runtime_error{fmt::format(
        "the store has acknowledged nothing for {} s; {} in it, and the same command goes on from "
        "there",
        options_.patience, counted(done_, "line is", "lines are"))};
  }

  /// Keeps the place, and shows it.
  void show() {
    shown_ = steady_clock::now();
    if (shown_ - kept_ > std::chrono::seconds{1}) {
      bookmark_.write(done_);
      kept_ = shown_;
    }
    if (!progress_.is_visible()) return;
    const auto stats = ingestor_.stats();
    const auto share = file_.after(seconds());
    progress_.show(fmt::format(
        "{}{}  {}/s  queue {}  {:.0f} a batch  sent again {}  store {}",
        share.empty() ? "" : share + "  ", counted(done_, "line", "lines"), thousands(rate()),
        stats.queued_updates, mean_batch(stats), window_.failures(),
        stats.breaker == waybill::breaker_state::closed ? "answers" : "does not answer"));
  }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(steady_clock::now() - begun_).count();
  }
  [[nodiscard]] long long rate() const {
    return static_cast<long long>(static_cast<double>(done_ - skipped_) /
                                  std::max(seconds(), 0.001));
  }
  [[nodiscard]] static double mean_batch(const waybill::ingestor_stats& stats) {
    const auto batches = stats.batch_updates.total();
    return batches == 0 ? 0 : stats.batch_updates.sum / static_cast<double>(batches);
  }

  const ingest_options& options_;
  ready_store store_;
  waybill::tracker tracker_;
  waybill::ingestor ingestor_;
  send_recorder recorder_;
  file_progress file_;
  ingest_block block_;
  std::size_t intended_ = 0;
  std::size_t recorded_ = 0;
  std::size_t unrecorded_ = 0;  ///< sends and intents
  bookmark bookmark_;
  std::atomic<std::size_t> done_;
  std::size_t skipped_;
  reply_tally tally_;
  std::ofstream replies_;
  ingest_window window_;
  steady_clock::time_point begun_ = steady_clock::now();
  steady_clock::time_point shown_{};
  steady_clock::time_point kept_ = begun_;
  status_line progress_;
};

void run(const ingest_options& options, report& out) {
  std::ios::sync_with_stdio(false);  // how much of standard input is there shows only then
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) throw usage_error{options.file + " cannot be read"};
  }
  ingestion work{options};
  work.run(options.file == "-" ? std::cin : file);
  work.show_summary(out);
  if (work.has_recorded_all()) return;
  out.say_wrong("Some sends or intents were not recorded; --replies says which, and why.");
  throw ended{exit_code::no};
}

}  // namespace

void add_ingest(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "ingest",
      fmt::format(
          "Load a file of webhook bodies, one per line, into a store, in batches. A line may also "
          "be a send, {}, or an intent, {} with the same members. Started again after a crash it "
          "goes on where it was; exits with 3 if a line could not be stored, and with 1 if a send "
          "or an intent was not recorded",
          example_of_a_send, example_of_an_intent));
  const auto options = std::make_shared<ingest_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->add_option("FILE", options->file, "- is standard input")->required();
  command->add_option(
      "--state", options->state,
      "Where the number of acknowledged lines is kept; FILE.acknowledged if absent");
  command->add_flag("--from-start", options->from_start, "Take all lines, again if need be");
  command->add_flag("--make", options->make,
                    "Make the campaigns, instances and contacts that sends and intents name");
  command->add_option("--replies", options->replies, "Write the reply to each line into a file");
  command
      ->add_option("--patience", options->patience,
                   "Seconds to wait for a store that does not answer")
      ->capture_default_str();
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
