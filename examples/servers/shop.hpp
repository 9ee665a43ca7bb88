#pragma once

// What all of these servers serve: a store, and a campaign of messages that were sent.

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/waybill.hpp>

namespace shop {

/// The largest body that a server reads: waybill's own limit.
inline constexpr std::size_t largest_body = waybill::json_limits{}.bytes;

/// How a server is started: `program PORT [FILE]`, where port 0 is any that is free.
struct arguments {
  std::uint16_t port = 0;
  std::string file{};  ///< a SQLite file; in memory without one

  arguments(int count, char** values) {
    if (count < 2 || count > 3) throw std::invalid_argument{"usage: PORT [FILE]"};
    const char* end = values[1] + std::strlen(values[1]);
    const auto read = std::from_chars(values[1], end, port);
    if (read.ec != std::errc{} || read.ptr != end) throw std::invalid_argument{"not a port"};
    if (count == 3) file = values[2];
  }
};

inline std::unique_ptr<waybill::store> open_store(const std::string& file) {
  if (file.empty()) return std::make_unique<waybill::memory_store>();
  auto store = std::make_unique<waybill::sqlite_store>(file);
  store->migrate();
  return store;
}

class place {
 public:
  explicit place(const std::string& file) : store_(open_store(file)) {
    store_->catalog()->add_campaign({"shop", "spring sale"});
    std::vector<waybill::sent_message> sends;
    for (int i = 0; i < 1000; ++i) {
      const auto id = std::to_string(i);
      sends.push_back({.origin = {"shop"},
                       .row = id,
                       .response = R"({"key": {"id": "3EB0)" + id + R"("}})",
                       .campaign = "spring sale"});
    }
    for (const auto& sent : tracker_.record_sent(sends)) {
      if (!sent.ok()) throw std::runtime_error{"not recorded"};
    }
  }

  waybill::tracker& tracker() { return tracker_; }
  void print_counters() const {
    const auto stats = tracker_.campaign_stats({"shop", "spring sale"});
    std::cout << stats->counters.delivered << " delivered, " << stats->counters.read << " read\n";
  }

 private:
  std::unique_ptr<waybill::store> store_;
  // Where no thread waits, a webhook may wait for a store that is busy.
  waybill::tracker tracker_{*store_, {.deadline = std::chrono::seconds{20}}};
};

/// Tells who started the server that it may connect.
inline void announce(std::uint16_t port) {
  std::cout << "Listening on http://127.0.0.1:" << port << "/webhook" << std::endl;
}

}  // namespace shop
