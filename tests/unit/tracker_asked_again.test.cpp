// Reports that were lost, and a gateway that is asked for them.

#include <map>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/campaign.hpp"

using waybill::message_status;
using waybill::receipt;
using namespace waybill_test;

namespace {

constexpr int messages = 300;

/// A gateway that keeps what it has reported, as Evolution API does for `findStatusMessage`.
class keeping_gateway {
 public:
  explicit keeping_gateway(shop& where, double lost) : where_(where), lost_(lost) {}

  void report(const std::string& id, receipt what) {
    kept_[id].push_back(item(shape::v2, id, what));
    if (std::bernoulli_distribution{lost_}(chance_)) return;
    where_.report(id, what);
  }
  /// All updates of a message, without an envelope.
  [[nodiscard]] std::string answer(const std::string& id) const { return list_of(kept_.at(id)); }

 private:
  shop& where_;
  double lost_;
  std::minstd_rand chance_{1};
  std::map<std::string, std::vector<std::string>> kept_{};
};

[[nodiscard]] std::string row_of(int n) { return "row_" + std::to_string(n); }
[[nodiscard]] std::string id_of(int n) { return "M" + std::to_string(n); }

/// Of each message one to three reports, or a failure.
void play(shop& here, keeping_gateway& gateway) {
  std::minstd_rand choice{2};
  for (int n = 0; n < messages; ++n) here.send(row_of(n), id_of(n));
  for (int n = 0; n < messages; ++n) {
    const auto reached = choice() % 5;
    gateway.report(id_of(n), receipt::sent);
    if (reached == 1) gateway.report(id_of(n), receipt::failed);
    if (reached >= 2) gateway.report(id_of(n), receipt::delivered);
    if (reached >= 4) gateway.report(id_of(n), receipt::read);
  }
}

[[nodiscard]] std::vector<message_status> statuses(shop& here) {
  std::vector<message_status> result;
  for (int n = 0; n < messages; ++n) result.push_back(here.status(row_of(n)).value());
  return result;
}

}  // namespace

TEST_CASE("with three of ten webhooks lost, the counters are right after the gateway was asked") {
  shop all;
  keeping_gateway reliable{all, 0};
  play(all, reliable);

  shop some;
  keeping_gateway lossy{some, 0.3};
  play(some, lossy);
  CHECK(some.counters() != all.counters());
  CHECK(some.counts_hold());
  for (int n = 0; n < messages; ++n) {
    const auto status = some.status(row_of(n)).value();
    if (status == message_status::read || status == message_status::failed) continue;
    CHECK(some.handle(lossy.answer(id_of(n))).http_status == 200);
  }

  CHECK(some.counters() == all.counters());
  CHECK(statuses(some) == statuses(all));
  CHECK(some.log().size() == all.log().size());
  CHECK(some.counts_hold());
}
