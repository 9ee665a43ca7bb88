#include "postgres/traffic.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include <fmt/format.h>

#include "support/eventually.hpp"
#include "support/webhooks.hpp"

namespace waybill_test {

namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::minutes patience{1};

}  // namespace

traffic::traffic(const std::string& url, std::size_t messages,
                 const waybill::postgres_options& options)
    : store(url, options), messages_(messages) {
  store.migrate();
  store.catalog()->add_campaign({tenant, campaign});
  store.catalog()->add_instance({tenant, "shop-1"});
  std::vector<waybill::sent_message> sends;
  for (std::size_t i = 0; i < messages; ++i) {
    const auto id = message_id(i);
    sends.push_back({.origin = {tenant, {}},
                     .row = fmt::format("row-{}", i),
                     .instance = "shop-1",
                     .response = R"({"key":{"id":")" + id + R"("}})",
                     .campaign = campaign});
    for (const auto what : {waybill::receipt::delivered, waybill::receipt::read}) {
      webhooks_.insert(webhooks_.end(), 2, webhook(shape::v2, "shop-1", id, what));
    }
  }
  static_cast<void>(tracker.record_sent(sends));
  std::shuffle(webhooks_.begin(), webhooks_.end(), std::minstd_rand{11});
}

std::size_t traffic::part_of_all(double share) const {
  return static_cast<std::size_t>(share * static_cast<double>(webhooks_.size()));
}

void traffic::let_through(double share) {
  let_through_ = part_of_all(share);
  let_through_.notify_all();
}

void traffic::await_turn(std::size_t number) const {
  for (auto limit = let_through_.load(); number >= limit; limit = let_through_.load()) {
    let_through_.wait(limit);
  }
}

void traffic::start(std::size_t callers) {
  for (std::size_t i = 0; i < callers; ++i) {
    callers_.emplace_back([this] {
      for (auto mine = next_++; mine < webhooks_.size(); mine = next_++) {
        await_turn(mine);
        call(webhooks_[mine]);
      }
    });
  }
}

void traffic::call(const std::string& body) {
  const auto give_up_at = clock::now() + patience;
  while (true) {
    const auto began = clock::now();
    const auto reply = handle(body);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began);
    for (auto known = slowest_.load(); known < took.count();) {
      if (slowest_.compare_exchange_weak(known, took.count())) break;
    }
    if (reply.http_status == 200) break;
    ++refused_;
    if (clock::now() > give_up_at) {
      gave_up_ = true;
      break;
    }
  }
  ++acknowledged_;
}

void traffic::wait_for(double share) const {
  const auto enough = part_of_all(share);
  const auto give_up_at = clock::now() + patience;
  while (acknowledged_ < enough) {
    if (clock::now() > give_up_at) throw std::runtime_error{"the traffic does not flow"};
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
}

void traffic::finish() {
  for (auto& each : callers_) each.join();
  callers_.clear();
  if (gave_up_) throw std::runtime_error{"a webhook was never acknowledged"};
}

std::string traffic::wrong() {
  const auto audit = tracker.verify({tenant, campaign}).value();
  if (!audit.holds()) return "the counters are not what the rows say";
  const auto count = static_cast<std::int64_t>(messages_);
  if (audit.rows == waybill::campaign_delta{count, count, count, 0}) return {};
  return fmt::format("of {} messages {} are delivered and {} read", messages_, audit.rows.delivered,
                     audit.rows.read);
}

}  // namespace waybill_test
