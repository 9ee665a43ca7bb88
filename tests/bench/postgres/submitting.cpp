#include <atomic>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "intake.hpp"
#include "taker.hpp"
#include "webhooks.hpp"

namespace waybill_bench {

namespace {

class submitter final : public taker {
 public:
  submitter(const yard& where, mail what, const intake_options& options)
      : what_(what), intake_(where, options) {}

  std::size_t prepare(std::span<const report> reports) override {
    before_ = intake_.ingestor.stats().batch_updates;
    bodies_.clear();
    auto webhooks = what_ == mail::reports ? own_webhooks(reports) : traffic_.mixed(reports);
    for (auto& each : webhooks) bodies_.push_back(std::move(each.body));
    return bodies_.size();
  }

  void take(std::size_t number) override {
    ++unanswered_;
    intake_.ingestor.submit(bodies_[number], from_, [this, number](waybill::reply with) {
      const bool refused = with.http_status == 503;
      if (!refused && !is_right(bodies_[number], with)) wrong_ = true;
      answer(number, !refused);
      if (--unanswered_ == 0) unanswered_.notify_all();
    });
  }

  /// Each is answered by its own deadline.
  void finish(std::chrono::seconds /*patience*/) override {
    for (auto left = unanswered_.load(); left != 0; left = unanswered_) unanswered_.wait(left);
    if (wrong_) throw std::logic_error{"the ingestor did not answer as it should"};
  }

  double mean_batch() const override {
    const auto now = intake_.ingestor.stats().batch_updates;
    return (now.sum - before_.sum) / static_cast<double>(now.total() - before_.total());
  }

 private:
  [[nodiscard]] bool is_right(const std::string& body, const waybill::reply& with) const {
    return what_ == mail::reports ? with.transitions.size() == 1 : is_answered(body, with);
  }

  mail what_;
  other_traffic traffic_;
  std::vector<std::string> bodies_;
  const waybill::origin from_{yard::tenant, {}};
  std::atomic<int> unanswered_ = 0;
  std::atomic<bool> wrong_ = false;
  intake intake_;
  waybill::histogram before_ = intake_.ingestor.stats().batch_updates;  ///< as they were prepared
};

}  // namespace

std::unique_ptr<taker> submitting(const yard& where, mail what, const intake_options& options) {
  return std::make_unique<submitter>(where, what, options);
}

}  // namespace waybill_bench
