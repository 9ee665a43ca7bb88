#include "campaign_day.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "provider_bodies.hpp"

namespace waybill_harness {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr waybill::time_point eight_o_clock{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 16}.time_since_epoch() + 8h};

class author {
 public:
  author(std::size_t messages, std::uint32_t seed, const std::string& dialect)
      : random_(seed), seed_(seed), dialect_(dialect) {
    day_.campaign = fmt::format("spring sale {}", seed);
    if (dialect != "evolution") day_.campaign += " by " + dialect;
    for (std::size_t i = 0; i < messages; ++i) write_message(i, messages);
    const auto earlier = [](const day_event& a, const day_event& b) { return a.at < b.at; };
    std::stable_sort(day_.events.begin(), day_.events.end(), earlier);
  }

  [[nodiscard]] campaign_day take() && { return std::move(day_); }

 private:
  void write_message(std::size_t number, std::size_t messages) {
    const auto hours =
        milliseconds{10h} * static_cast<long long>(number) / static_cast<long long>(messages);
    sent_at_ = eight_o_clock + hours;
    // Days of several gateways may be in one store.
    const auto which = dialect_ == "evolution" ? std::string{} : dialect_ + '-';
    id_ = fmt::format("{}3EB0{:08X}{:06X}{:08X}", which, seed_, number, random_());
    day_.rows.push_back(fmt::format("contact-{}{}-{:06}", which, seed_, number + 1));
    // Now and then the gateway reports before the sender has recorded the id.
    const auto recorded = one_in(25) ? sent_at_ + after(2s, 20s) : sent_at_;
    day_.events.push_back({recorded, day_.rows.back(), answer_body(dialect_, id_, sent_at_)});
    write_reports();
    write_noise();
  }

  void write_reports() {
    using enum waybill::receipt;
    if (one_in(40)) return report(after(1s, 30s), failed);
    report(after(100ms, 900ms), sent);
    if (one_in(12)) return;  // never reached the telephone
    const auto when = after(1s, 10s);
    report(when, delivered);
    if (!one_in(3)) report(when + after(0s, 1h) - after(0s, 2s), read);
    if (one_in(150)) report(when + after(1s, 1h), failed);
  }

  /// What comes to the same webhook besides: reports of other messages, other events, broken
  /// bodies.
  void write_noise() {
    const auto later = sent_at_ + after(1s, 1h);
    posted_report read_of{day_.instance, id_, waybill::receipt::read, later, false};
    if (one_in(20)) {
      read_of.id = fmt::format("AC{:014X}", random_());
      webhook(later, report_body(dialect_, read_of));
    }
    if (one_in(50)) webhook(later, other_body(dialect_));
    if (one_in(200)) {
      const auto whole = report_body(dialect_, read_of);
      webhook(later, whole.substr(0, whole.size() / 4));
    }
    read_of.id.clear();
    if (one_in(200)) webhook(later, report_body(dialect_, read_of));
  }

  void report(milliseconds delay, waybill::receipt what) {
    const auto at = sent_at_ + delay;
    const auto body = report_body(dialect_, {day_.instance, id_, what, at, one_in(4)});
    webhook(at, body);
    const auto again = at + after(5s, 5min);
    if (one_in(8)) webhook(again, body);  // the gateway had no answer in time
  }

  /// Nothing for what this gateway does not report.
  void webhook(waybill::time_point at, const std::string& body) {
    if (!body.empty()) day_.events.push_back({at, {}, body});
  }

  [[nodiscard]] bool one_in(std::uint32_t count) { return random_() % count == 0; }
  [[nodiscard]] milliseconds after(milliseconds least, milliseconds most) {
    return least + milliseconds{static_cast<long long>(random_()) % (most - least).count()};
  }

  std::mt19937 random_;
  std::uint32_t seed_;
  std::string dialect_;
  campaign_day day_;
  waybill::time_point sent_at_{};
  std::string id_;
};

}  // namespace

campaign_day make_campaign_day(std::size_t messages, std::uint32_t seed,
                               const std::string& dialect) {
  return author{messages, seed, dialect}.take();
}

}  // namespace waybill_harness
