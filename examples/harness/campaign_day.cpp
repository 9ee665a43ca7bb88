#include "campaign_day.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <utility>

#include <fmt/format.h>

namespace waybill_harness {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr waybill::time_point eight_o_clock{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 16}.time_since_epoch() + 8h};

/// Evolution v2's envelope around an item.
[[nodiscard]] std::string envelope(const std::string& instance, const std::string& item) {
  return fmt::format(
      R"({{"event":"messages.update","instance":"{}","data":{},)"
      R"("destination":"https://shop.example/webhooks","server_url":"https://gateway.example",)"
      R"("apikey":null}})",
      instance, item);
}

[[nodiscard]] std::string v1_item(const std::string& id, std::string_view status) {
  return fmt::format(R"({{"remoteJid":"550000000001@s.whatsapp.net","id":"{}","fromMe":true,)"
                     R"("status":"{}","datetime":1742112000000,"owner":"shop-1"}})",
                     id, status);
}

[[nodiscard]] std::string v2_item(const std::string& id, std::string_view rest) {
  return fmt::format(R"({{"keyId":"{}","remoteJid":"550000000001@s.whatsapp.net","fromMe":true,)"
                     R"("messageId":"cm8d0q2k1000008l4h3p5a7b9"{}}})",
                     id, rest);
}

class author {
 public:
  author(std::size_t messages, std::uint32_t seed) : random_(seed), seed_(seed) {
    day_.campaign = fmt::format("spring sale {}", seed);
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
    id_ = fmt::format("3EB0{:08X}{:06X}{:08X}", seed_, number, random_());
    day_.rows.push_back(fmt::format("contact-{}-{:06}", seed_, number + 1));
    // Now and then the gateway reports before the sender has recorded the id.
    const auto recorded = one_in(25) ? sent_at_ + after(2s, 20s) : sent_at_;
    day_.events.push_back({recorded, day_.rows.back(), gateway_answer()});
    write_reports();
    write_noise();
  }

  void write_reports() {
    if (one_in(40)) return report(after(1s, 30s), "ERROR");
    report(after(100ms, 900ms), "SERVER_ACK");
    if (one_in(12)) return;  // never reached the telephone
    const auto delivered = after(1s, 10s);
    report(delivered, "DELIVERY_ACK");
    if (!one_in(3)) report(delivered + after(0s, 1h) - after(0s, 2s), "READ");
    if (one_in(150)) report(delivered + after(1s, 1h), "ERROR");
  }

  /// What comes to the same webhook besides: reports of other messages, edits, broken bodies.
  void write_noise() {
    const auto later = sent_at_ + after(1s, 1h);
    if (one_in(20))
      webhook(later, v2_item(fmt::format("AC{:014X}", random_()), R"(,"status":"READ")"));
    if (one_in(50)) webhook(later, v2_item(id_, R"(,"status":"DELETED")"));
    if (one_in(50)) webhook(later, v2_item(id_, ""));
    if (one_in(200))
      day_.events.push_back({later, {}, R"({"event":"messages.update","data":{"ke)"});
    if (one_in(200)) webhook(later, R"({"keyId":null,"status":"READ"})");
  }

  void report(milliseconds delay, std::string_view status) {
    const auto at = sent_at_ + delay;
    const auto item =
        one_in(4) ? v1_item(id_, status) : v2_item(id_, fmt::format(R"(,"status":"{}")", status));
    webhook(at, item);
    if (one_in(8)) webhook(at + after(5s, 5min), item);  // the gateway had no answer in time
  }

  void webhook(waybill::time_point at, const std::string& item) {
    day_.events.push_back({at, {}, envelope(day_.instance, item)});
  }

  [[nodiscard]] std::string gateway_answer() const {
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(sent_at_).time_since_epoch().count();
    return fmt::format(R"({{"key":{{"remoteJid":"550000000001@s.whatsapp.net","fromMe":true,)"
                       R"("id":"{}"}},"status":"PENDING","messageTimestamp":{}}})",
                       id_, seconds);
  }

  [[nodiscard]] bool one_in(std::uint32_t count) { return random_() % count == 0; }
  [[nodiscard]] milliseconds after(milliseconds least, milliseconds most) {
    return least + milliseconds{static_cast<long long>(random_()) % (most - least).count()};
  }

  std::mt19937 random_;
  std::uint32_t seed_;
  campaign_day day_;
  waybill::time_point sent_at_{};
  std::string id_;
};

}  // namespace

campaign_day make_campaign_day(std::size_t messages, std::uint32_t seed) {
  return author{messages, seed}.take();
}

}  // namespace waybill_harness
