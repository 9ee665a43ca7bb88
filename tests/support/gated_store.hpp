#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include <waybill/forwarding_store.hpp>

namespace waybill_test {

/// Holds what would become durable at a gate, so that a test decides when it does. Open at first.
class gated_store final : public waybill::forwarding_store {
 public:
  using forwarding_store::forwarding_store;

  /// Lets so many applies pass, and holds the next ones.
  void let_pass(std::size_t count) { set(count); }
  void close() { set(0); }
  void open() { set(any); }

  /// Waits until so many applies stand at the gate.
  void wait_for(std::size_t applies) {
    std::unique_lock lock{mutex_};
    moved_.wait(lock, [&] { return waiting_ >= applies; });
  }
  void wait_for_somebody() { wait_for(1); }

  /// How many changes each apply brought, in order of their coming.
  [[nodiscard]] std::vector<std::size_t> applies() const {
    const std::scoped_lock lock{mutex_};
    return applies_;
  }

  [[nodiscard]] std::vector<std::size_t> apply(std::span<const waybill::change> changes) override {
    {
      std::unique_lock lock{mutex_};
      applies_.push_back(changes.size());
      ++waiting_;
      moved_.notify_all();
      moved_.wait(lock, [&] { return may_pass_ > 0; });
      --waiting_;
      if (may_pass_ != any) --may_pass_;
    }
    return forwarding_store::apply(changes);
  }

 private:
  static constexpr std::size_t any = static_cast<std::size_t>(-1);

  void set(std::size_t count) {
    const std::scoped_lock lock{mutex_};
    may_pass_ = count;
    moved_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable moved_;
  std::size_t may_pass_ = any;
  std::size_t waiting_ = 0;
  std::vector<std::size_t> applies_;
};

}  // namespace waybill_test
