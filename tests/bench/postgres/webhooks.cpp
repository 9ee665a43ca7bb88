#include "webhooks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "../bodies.hpp"
#include "contenders.hpp"

namespace waybill_bench {

namespace {

[[nodiscard]] std::string edit_of(const std::string& id) {
  return envelope("messages.update", R"({"keyId":")" + id + R"(","fromMe":true})");
}

}  // namespace

std::vector<webhook> own_webhooks(std::span<const report> reports) {
  std::vector<webhook> result;
  for (const auto& each : reports) result.push_back({each, body_of(each)});
  return result;
}

bool is_answered(std::string_view body, const waybill::reply& with) {
  const bool is_whole = body.back() == '}';
  return with.http_status == (is_whole ? 200 : 400);
}

std::vector<webhook> other_traffic::strangers(std::size_t count) {
  std::vector<webhook> result;
  for (std::size_t i = 0; i < count; ++i) {
    const report stranger{{}, new_id(), waybill::receipt::delivered};
    result.push_back({stranger, body_of(stranger)});
  }
  return result;
}

std::vector<webhook> other_traffic::mixed(std::span<const report> reports) {
  auto result = own_webhooks(reports);
  const auto known = result.size();
  const auto part = [&](std::size_t of_hundred) { return known * of_hundred / 20; };
  for (std::size_t i = 0; i < part(5); ++i) result.push_back(result[i * known / part(5)]);
  for (std::size_t i = 0; i < part(3); ++i) {
    result.push_back({{}, i % 2 == 0 ? upsert(500) : edit_of(new_id())});
  }
  for (std::size_t i = 0; i < part(2); ++i) {
    auto broken = body_of(reports[i]);
    broken.resize(broken.size() / 2);
    result.push_back({{}, std::move(broken)});
  }
  for (auto& each : strangers(traffic_webhooks * known - result.size())) {
    result.push_back(std::move(each));
  }
  std::shuffle(result.begin(), result.end(), random_);
  return result;
}

std::string other_traffic::new_id() {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  return fmt::format("3A{:016X}", ++ids_ * odd);
}

}  // namespace waybill_bench
