#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/store_error.hpp>

#include "support/every_choice.hpp"
#include "support/stepping_store.hpp"

// Runs several callers of one store in every order of their store calls, without any sleep: each
// caller is a thread, and only the one that has the turn runs.
namespace waybill_test {

/// Thrown into a caller whose process is gone. Not a `std::exception`: nothing recovers from it.
struct process_died {};

/// Which orders of the callers' store calls to try.
enum class orders {
  all,
  /// One of each set that differ only by swapping neighbours that touch nothing in common (sleep
  /// sets, Godefroid 1996): they end the same.
  all_that_differ,
};

/// What may go wrong, and how often at most. The call is performed in either case.
struct mishaps {
  std::size_t deaths = 0;        ///< a caller's process is gone
  std::size_t lost_answers = 0;  ///< a caller hears `outcome_unknown`
};

/// The turn of one thread. Each waits for its own, so that passing a turn wakes no other.
class turn {
 public:
  void give() {
    {
      const std::scoped_lock lock{mutex_};
      given_ = true;
    }
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return given_; });
    given_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool given_ = false;
};

/// Callers of one store, each with its own way in.
class stage {
 public:
  explicit stage(waybill::store& where) : store_(where) {}
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;
  ~stage() {
    for (auto& each : callers_) each.thread.join();
  }

  /// Adds a caller and runs it up to its first store call.
  void add(std::function<void(waybill::store&)> work) {
    auto& self = callers_.emplace_back();
    self.thread = std::thread{[this, &self, run = std::move(work)] {
      stepping_store door{store_, [&](footprint next) { before_call(self, next); },
                          [&] { after_call(self); }};
      self.own.wait();
      try {
        run(door);
      } catch (const process_died&) {
      }
      self.finished = true;
      pass_turn();
    }};
    self.own.give();
    own_.wait();
  }

  /// Runs all to their end in the order `choose` says, which may let so much go wrong.
  /// Returns whether the order differs from those tried before.
  bool run(every_choice& choose, orders which, mishaps allowed = {}) {
    choose_ = &choose;
    which_ = which;
    left_ = allowed;
    pass_turn();
    own_.wait();
    return !redundant_;
  }

  [[nodiscard]] bool died(std::size_t who) const { return callers_[who].fate == fate::dies; }

 private:
  enum class fate { lives, dies, loses_an_answer };

  /// Only whoever has the turn touches it.
  struct caller {
    std::thread thread{};
    turn own{};
    footprint next{};  ///< what its next store call touches
    stage::fate fate = fate::lives;
    bool finished = false;
    bool asleep = false;  ///< running it now was tried before, in another order
    bool dead = false;
  };

  void before_call(caller& self, footprint next) {
    if (self.dead) throw process_died{};
    self.next = next;
    pass_turn();
    self.own.wait();
  }
  void after_call(caller& self) {
    if (self.fate == fate::dies) {
      self.dead = true;
      throw process_died{};
    }
    if (self.fate == fate::loses_an_answer) {
      self.fate = fate::lives;
      throw waybill::store_error{waybill::store_failure::outcome_unknown, "the line broke"};
    }
  }

  /// To the next caller, or to whoever runs the stage.
  void pass_turn() {
    auto* const next = choose_ == nullptr ? nullptr : pick();
    (next == nullptr ? own_ : next->own).give();
  }

  /// Who runs next; nobody when all are done.
  caller* pick() {
    std::vector<caller*> alive;
    std::vector<caller*> awake;
    for (auto& each : callers_) {
      if (!each.finished) alive.push_back(&each);
      if (!each.finished && !each.asleep) awake.push_back(&each);
    }
    if (alive.empty()) return nullptr;
    const auto mortal = left_.deaths == 0 ? 0 : alive.size();
    const auto deaf = left_.lost_answers == 0 ? 0 : alive.size();
    redundant_ = redundant_ || awake.size() + mortal + deaf == 0;
    if (redundant_) return alive.front();
    const auto chosen = (*choose_)(awake.size() + mortal + deaf);
    auto* const next =
        chosen < awake.size() ? awake[chosen] : alive[(chosen - awake.size()) % alive.size()];
    if (chosen >= awake.size()) doom(*next, chosen < awake.size() + mortal);
    if (which_ == orders::all_that_differ) {
      awake.resize(std::min(chosen, awake.size()));
      put_to_sleep(awake, *next);
    }
    return next;
  }

  void doom(caller& who, bool dies) {
    who.fate = dies ? fate::dies : fate::loses_an_answer;
    --(dies ? left_.deaths : left_.lost_answers);
  }

  /// Whoever ran from here before need not run after a neighbour that it does not meet.
  void put_to_sleep(const std::vector<caller*>& tried, const caller& next) {
    for (auto* const each : tried) each->asleep = true;
    for (auto& each : callers_) {
      each.asleep = each.asleep && &each != &next && each.next.commutes_with(next.next);
    }
  }

  waybill::store& store_;
  every_choice* choose_ = nullptr;
  orders which_ = orders::all;
  mishaps left_{};
  bool redundant_ = false;
  turn own_;  ///< of whoever runs the stage
  std::deque<caller> callers_;
};

}  // namespace waybill_test
