#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

using waybill::campaign_pace;

/// Tells another pace than it keeps.
class bent_pace final : public waybill::forwarding_store {
 public:
  using how = std::function<void(campaign_pace&)>;
  bent_pace(waybill::store& inner, how bend) : forwarding_store(inner), bend_(std::move(bend)) {}

  std::optional<campaign_pace> read_pace(const waybill::campaign_key& of) override {
    auto told = forwarding_store::read_pace(of);
    if (told) bend_(*told);
    return told;
  }

 private:
  how bend_;
};

[[nodiscard]] waybill::testing::store_wrapper tells(bent_pace::how bend) {
  return [bend = std::move(bend)](waybill::store& inner) {
    return std::make_unique<bent_pace>(inner, bend);
  };
}

void take_reads_for_instant(campaign_pace& pace) {
  std::int64_t reads = 0;
  for (const auto& each : pace.minutes) reads += each.read;
  pace.to_read.messages[0] += reads - pace.to_read.total();
}

}  // namespace

std::vector<defect> pace_defects() {
  return {
      {"it keeps no times of delivery",
       tells([](campaign_pace& pace) { pace.to_delivered = {}; }),
       {"a campaign's pace is kept as its messages move",
        "earlier evidence moves a message to another slot of the pace",
        "the pace of a new send begins anew", "a repair sets the pace right",
        "the buckets of the pace begin where the scale says",
        "writers and repairs at once lose no slot of the pace"}},
      {"a read that proved its delivery counts as one that took no time",
       tells(take_reads_for_instant),
       {"a read at the moment of its delivery tells no time"}},
      {"it knows no minutes of failures",
       tells([](campaign_pace& pace) {
         for (auto& each : pace.minutes) each.failed = 0;
       }),
       {"the pace counts a failure while it lasts"}},
  };
}

}  // namespace waybill_test
