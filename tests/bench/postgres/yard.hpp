#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/receipt.hpp>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"

namespace waybill_bench {

/// What every contender is given to do: one message that is reported delivered, or later read.
struct report {
  std::string row;
  std::string message_id;
  waybill::receipt what;
};

/// A migrated database of sent messages, and the reports that come for them: each message first
/// delivered, then read, in an order that jumps about the whole table.
class yard {
 public:
  static inline const std::string tenant = "tenant_abc";
  static inline const std::string instance = "campanha-01";

  yard(waybill_test::cluster& where, std::size_t messages, std::size_t campaigns);

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  /// The next reports. Throws when every message is read: then the benchmark asked for too many.
  [[nodiscard]] std::vector<report> next(std::size_t count);

  /// The updates of messages that stayed on their page and touched no index, as a share of all.
  [[nodiscard]] double hot_share();
  /// Bytes of write-ahead log since the server was made.
  [[nodiscard]] double wal_bytes();
  /// Throws unless the counters are what was reported: what is fast shall also be right.
  void check();

 private:
  std::string url_;
  waybill_test::observer look_;
  std::size_t messages_;
  std::size_t step_;
  std::size_t reported_ = 0;
};

}  // namespace waybill_bench
