#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <waybill/feed_store.hpp>
#include <waybill/store_error.hpp>
#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/contract/together.hpp>

namespace waybill_test {

/// The seeds of so many runs, or of as many as WAYBILL_FEED_RUNS says, from WAYBILL_FEED_SEED on.
[[nodiscard]] inline std::vector<std::size_t> feed_seeds(std::size_t usual) {
  const auto number = [](const char* name, std::size_t otherwise) {
    const auto* const asked = std::getenv(name);
    return asked == nullptr ? otherwise : std::stoul(asked);
  };
  std::vector<std::size_t> seeds(number("WAYBILL_FEED_RUNS", usual));
  std::iota(seeds.begin(), seeds.end(), number("WAYBILL_FEED_SEED", 1));
  return seeds;
}

/// Writers of one tenant's campaigns and listeners to its feed, all at once, while something else
/// goes wrong. What the seed says is divided, batched and read in other ways with each one.
class feed_run {
 public:
  struct shape {
    std::size_t rows = 60;
    std::size_t writers = 4;
    std::size_t readers = 2;
  };

  feed_run(waybill::store& writes, waybill::store& reads, std::size_t seed, const shape& of)
      : writes_(writes), feed_(*reads.feed()), tenant_("tenant" + std::to_string(seed)),
        seed_(static_cast<unsigned>(seed)), shape_(of) {
    for (const std::string id : {"spring", "summer", "autumn"}) {
      writes_.catalog()->add_campaign({tenant_, id});
      campaigns_.push_back(id);
    }
    std::vector<waybill::new_row> made;
    for (std::size_t n = 0; n < of.rows; ++n) {
      made.push_back({{tenant_, std::to_string(n)}, campaigns_[n % campaigns_.size()], {}});
    }
    writes_.sends()->add_rows(made);
    for (const auto& each : made) keys_.push_back(each.key);
  }

  [[nodiscard]] const std::string& tenant() const noexcept { return tenant_; }

  /// Runs it; `crash` again and again, while anybody writes. Returns what was wrong.
  [[nodiscard]] std::vector<std::string> run(const std::function<void()>& crash = {}) {
    using waybill::testing::contract::on_exit;
    std::vector<std::function<void()>> work;
    writing_ = shape_.writers;
    for (std::size_t i = 0; i < shape_.writers; ++i) {
      work.emplace_back([this, i] {
        const on_exit done{[this] { --writing_; }};
        write(i);
      });
    }
    heard_.resize(shape_.readers);
    for (std::size_t i = 0; i < shape_.readers; ++i) {
      work.emplace_back([this, i] { listen(i); });
    }
    if (crash) {
      work.emplace_back([this, &crash] {
        while (writing_ != 0) crash();
      });
    }
    waybill::testing::contract::run_together(work);
    return judge();
  }

 private:
  using random = std::minstd_rand;

  /// Tries it until the store does it: a change that landed loses from then on.
  template <typename Call>
  static auto insist(Call call) {
    for (;;) {
      try {
        return call();
      } catch (const waybill::store_error& error) {
        if (error.permanent()) throw;
        std::this_thread::yield();
      }
    }
  }

  void write(std::size_t which) {
    random choice{seed_ * 31 + static_cast<unsigned>(which)};
    std::vector<waybill::row_key> keys;
    for (std::size_t n = which; n < keys_.size(); n += shape_.writers) keys.push_back(keys_[n]);
    std::shuffle(keys.begin(), keys.end(), choice);
    for (std::size_t at = 0; at < keys.size();) {
      const auto size = std::min<std::size_t>(1 + choice() % 6, keys.size() - at);
      const auto some = std::span{keys}.subspan(at, size);
      std::vector<waybill::change> batch;
      for (const auto& row : insist([&] { return writes_.sends()->load_rows(some); })) {
        batch.push_back(waybill::testing::contract::delivered(row.value()));
        auto& entry = batch.back().log.front();
        entry.message_id = "3EB0" + row->key.row;
        entry.at += std::chrono::days{31 * (choice() % 3)};  // a log may be kept by the month
      }
      insist([&] { return writes_.apply(batch); });
      at += size;
    }
  }

  void listen(std::size_t which) {
    random choice{seed_ * 37 + static_cast<unsigned>(which)};
    waybill::log_id place = 0;
    for (;;) {
      const bool is_last = writing_ == 0;
      const auto limit = 1 + choice() % 9;
      const auto page = insist([&] { return feed_.read_feed(tenant_, place, limit); });
      for (const auto& each : page.entries) heard_[which].push_back(each);
      place = page.next;
      if (is_last && page.entries.empty()) return;
    }
  }

  [[nodiscard]] std::vector<std::string> judge() const {
    std::vector<std::string> wrong;
    for (const auto& heard : heard_) {
      std::vector<std::size_t> times(keys_.size());
      waybill::log_id last = 0;
      for (const auto& each : heard) {
        ++times.at(std::stoul(each.logged.row));
        if (each.logged.id <= last) wrong.push_back("out of order: row " + each.logged.row);
        last = each.logged.id;
      }
      for (std::size_t n = 0; n < times.size(); ++n) {
        if (times[n] == 1) continue;
        wrong.push_back("row " + std::to_string(n) + ": " + std::to_string(times[n]) + " times");
      }
    }
    return wrong;
  }

  waybill::store& writes_;
  waybill::feed_store& feed_;
  std::string tenant_;
  unsigned seed_;
  shape shape_;
  std::vector<std::string> campaigns_;
  std::vector<waybill::row_key> keys_;
  std::atomic<std::size_t> writing_ = 0;
  std::vector<std::vector<waybill::feed_entry>> heard_;
};

}  // namespace waybill_test
