#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "contract/defects/defect.hpp"

namespace waybill_test {

namespace {

/// Counts calls, so that a defect that needs another thread can wait for one to come by.
class witnessed_store : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  std::vector<std::vector<waybill::tracked_message>> load(
      std::span<const waybill::message_key> keys) override {
    auto found = forwarding_store::load(keys);
    count();
    return found;
  }
  std::optional<waybill::campaign_audit> audit(const waybill::campaign_key& of) override {
    auto told = forwarding_store::audit(of);
    count();
    return told;
  }
  positions apply(std::span<const waybill::change> given) override {
    auto lost = forwarding_store::apply(given);
    count();
    return lost;
  }

 protected:
  /// Until two calls of others have ended, of which one then began meanwhile; not for ever, because
  /// there may be no others.
  void wait_for_others() {
    std::unique_lock lock{mutex_};
    const auto enough = calls_ + 2;
    counted_.wait_for(lock, std::chrono::milliseconds{20}, [&] { return calls_ >= enough; });
  }

 private:
  void count() {
    {
      const std::scoped_lock lock{mutex_};
      ++calls_;
    }
    counted_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable counted_;
  std::size_t calls_ = 0;
};

/// Forgets the counters of every tenth change.
class leaking_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;
  positions apply(std::span<const waybill::change> given) override {
    changes altered{given.begin(), given.end()};
    for (auto& each : altered) {
      if (++seen_ % 10 == 0) each.campaign = {};
    }
    return forwarding_store::apply(altered);
  }

 private:
  std::atomic<std::size_t> seen_ = 0;
};

/// Applies a change in two steps: first `early` does without something, then that follows.
template <auto Postpone>
class two_step_store final : public witnessed_store {
 public:
  using witnessed_store::witnessed_store;
  positions apply(std::span<const waybill::change> given) override {
    changes first{given.begin(), given.end()};
    changes second;
    for (auto& each : first) second.push_back(Postpone(each));
    auto lost = forwarding_store::apply(first);
    wait_for_others();
    static_cast<void>(forwarding_store::apply(second));
    return lost;
  }
};

/// The row moves without its times, which follow.
waybill::change postpone_times(waybill::change& first) {
  waybill::change second;
  second.key = first.key;
  second.expected_message_id = first.expected_message_id;
  second.expected = {first.next_status, first.expected.reached};
  second.next_status = first.next_status;
  std::swap(first.proven, second.proven);
  return second;
}

/// The row moves without its counts, which follow.
waybill::change postpone_counts(waybill::change& first) {
  waybill::change second;
  second.key = first.key;
  second.expected_message_id = first.expected_message_id;
  second.expected = {first.next_status, first.expected.reached | first.proven.reached()};
  second.next_status = first.next_status;
  std::swap(first.campaign, second.campaign);
  return second;
}

/// Counts rows, and later sets the counters to what it counted.
class overwriting_repair_store final : public witnessed_store {
 public:
  using witnessed_store::witnessed_store;
  std::optional<waybill::campaign_audit> repair(const waybill::campaign_key& of) override {
    const auto told = forwarding_store::audit(of);
    wait_for_others();
    auto set = touch(rows_with(*this, of.tenant, "3EB01").front());
    set.campaign = told->rows - forwarding_store::read_campaign(of)->counters;
    static_cast<void>(forwarding_store::apply({&set, 1}));
    return told;
  }
};

}  // namespace

std::vector<defect> concurrency_defects() {
  return {
      {"forgets counts now and then",
       is<leaking_store>(),
       {"threads that share a campaign lose no count"}},
      {"writes a row before its times",
       is<two_step_store<postpone_times>>(),
       {"readers see whole rows"}},
      {"writes a row before its counters",
       is<two_step_store<postpone_counts>>(),
       {"readers see rows with their counters"}},
      {"sets counters to what it counted before",
       is<overwriting_repair_store>(),
       {"a repair keeps what lands meanwhile"}},
  };
}

}  // namespace waybill_test
