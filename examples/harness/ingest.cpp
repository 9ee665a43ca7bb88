// waybill ingest: bodies, one a line, through the ingestor into any store.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "commands.hpp"
#include "ingest_window.hpp"
#include "opened_store.hpp"
#include "options.hpp"
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
  std::size_t patience = 60;

  /// Where the number of acknowledged lines is kept; nowhere for standard input.
  [[nodiscard]] std::string state_file() const {
    if (!state.empty() || file == "-") return state;
    return file + ".acknowledged";
  }
};

/// How many lines of the file were acknowledged, kept across crashes.
class bookmark {
 public:
  explicit bookmark(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] std::size_t read() const {
    std::size_t lines = 0;
    if (!file_.empty()) std::ifstream{file_} >> lines;
    return lines;
  }
  /// Replaced in one step: a crash leaves the old number or the new one. Either is right, because
  /// lines that come again add nothing.
  void write(std::size_t lines) const {
    if (file_.empty()) return;
    const auto next = file_ + ".next";
    if (!(std::ofstream{next} << lines << '\n')) {
      throw std::runtime_error{next + " cannot be written"};
    }
    std::filesystem::rename(next, file_);
  }

 private:
  std::string file_;
};

class ingestion {
 public:
  explicit ingestion(const ingest_options& options)
      : options_(options), store_(options), tracker_(store_.tracker()),
        ingestor_(tracker_, {.one_tenant_batches = options.one_tenant}),
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
    }
    while (std::getline(lines, line)) {
      while (!window_.has_room()) attend();
      const auto number = window_.put(line);
      submit({number, std::move(line)});
      attend_now_and_then();
    }
    while (!window_.is_empty()) attend();
    bookmark_.write(done_);
  }

  void show_summary(report& out) const {
    const auto mean = mean_batch(ingestor_.stats());
    const auto lines = done_ - skipped_;
    out.set("lines", lines);
    out.set("lines_before", skipped_);
    out.set("seconds", seconds());
    out.set("lines_per_second", rate());
    out.set("mean_batch_updates", mean);
    if (skipped_ != 0) {
      out.say(fmt::format("{} lines were acknowledged before; --from-start takes them again.",
                          thousands(static_cast<long long>(skipped_))));
    }
    out.say(fmt::format("{} lines in {:.1f} s, {} a second, {:.0f} updates a batch on average.",
                        thousands(static_cast<long long>(lines)), seconds(), thousands(rate()),
                        mean));
    tally_.show(out, "");
  }

 private:
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
    if (reply.body.empty()) return;  // an empty line
    tally_.add(reply);
    if (replies_.is_open()) replies_ << reply.body << std::endl;  // before the line counts
  }

  /// Waits for answers, and sends again what was not acknowledged.
  void attend() {
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
        "the store has acknowledged nothing for {} s; {} lines are in it, and the same command "
        "goes on from there",
        options_.patience, done_.load())};
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
    progress_.show(fmt::format(
        "{} lines  {}/s  queue {}  {:.0f} a batch  sent again {}  store {}",
        thousands(static_cast<long long>(done_)), thousands(rate()), stats.queued_updates,
        mean_batch(stats), window_.failures(),
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
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) throw usage_error{options.file + " cannot be read"};
  }
  ingestion work{options};
  work.run(options.file == "-" ? std::cin : file);
  work.show_summary(out);
}

}  // namespace

void add_ingest(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "ingest",
      "Bring a file of webhook bodies, one a line, into a store, many at a time. Started again "
      "after a crash it goes on where it was; exits with 3 if a line could not be stored");
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
  command->add_option("--replies", options->replies, "Write the reply to each line into a file");
  command
      ->add_option("--patience", options->patience,
                   "Seconds to wait for a store that does not answer")
      ->capture_default_str();
  command->callback([options, &out] { run(*options, out); });
}

}  // namespace waybill_harness
