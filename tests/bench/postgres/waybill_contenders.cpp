#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <waybill/plan.hpp>

#include "contenders.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

class handling final : public contender {
 public:
  explicit handling(const yard& where) : store_(where.url(), where.options()) {}

  double take(std::span<const report> reports) override {
    std::vector<std::string> bodies;
    for (const auto& each : reports) bodies.push_back(body_of(each));
    const stopwatch watch;
    for (const auto& body : bodies) {
      if (tracker_.handle(body, {yard::tenant, {}}).transitions.size() != 1) {
        throw std::logic_error{"handle did not move a message"};
      }
    }
    return watch.seconds();
  }

 private:
  waybill::postgres_store store_;
  waybill::tracker tracker_{store_};
};

class applying final : public contender {
 public:
  explicit applying(const yard& where) : store_(where.url(), where.options()) {}

  double take(std::span<const report> reports) override {
    const auto changes = planned(reports);
    const stopwatch watch;
    if (!store_.apply(changes).empty()) throw std::logic_error{"apply lost a race"};
    return watch.seconds();
  }

 private:
  [[nodiscard]] std::vector<waybill::change> planned(std::span<const report> reports) {
    const auto now =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    std::vector<waybill::message_key> keys;
    std::vector<waybill::incoming_update> updates;
    for (const auto& each : reports) {
      keys.push_back({yard::tenant, each.message_id});
      updates.push_back(
          {{yard::tenant, {}},
           {.instance = yard::instance, .message_id = each.message_id, .receipt = each.what},
           now});
    }
    return waybill::plan(store_.load(keys), updates, {}, now).changes;
  }

  waybill::postgres_store store_;
};

}  // namespace

std::unique_ptr<contender> tracker_handle(const yard& where) {
  return std::make_unique<handling>(where);
}

std::unique_ptr<contender> store_apply(const yard& where) {
  return std::make_unique<applying>(where);
}

}  // namespace waybill_bench
