#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/soci/postgres_options.hpp>
#include <waybill/soci/schema_names.hpp>
#include <waybill/status.hpp>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"

namespace waybill_bench {

/// A server for a machine that has nothing else to do; what it acknowledges is durable.
inline constexpr auto tuned_for_the_machine =
    "shared_buffers = 1GB\nmax_wal_size = 4GB\nmin_wal_size = 2GB\nautovacuum_naptime = 10s";

/// Lets a new server make the files of its log, which one that has run for a while has: each is
/// made and written to the disk in front of the commit that needs it.
void make_log_files(waybill_test::cluster& server);

/// What every contender is given to do: one message that is reported delivered, or later read.
struct report {
  std::string row;
  std::string message_id;
  waybill::receipt what;
};
/// The webhook that brings it.
[[nodiscard]] std::string body_of(const report& what);

/// Tables that a yard may lie in.
struct layout {
  waybill::schema_names names{};
  std::string ddl{};
  std::string fill{};   ///< with {tenant}, {instance}, {messages} and {campaigns}
  std::string count{};  ///< what was counted: delivered, read, log entries
  bool keeps_feed = false;
  bool tells_feed = false;  ///< to those who wait
};
/// waybill's own.
[[nodiscard]] const layout& own_layout();
/// The same, and a feed of it.
[[nodiscard]] const layout& fed_layout();
/// The same, and each batch tells those who wait.
[[nodiscard]] const layout& told_layout();
/// waybill's own, and nothing in it.
[[nodiscard]] const layout& empty_layout();
/// The reference handler's, with as many indexes and as much room on each page as waybill's own.
[[nodiscard]] const layout& reference_layout();

/// A migrated database of sent messages, and the reports that come for them: each message first
/// delivered, then read, in an order that jumps about the whole table.
class yard {
 public:
  static inline const std::string tenant = "tenant_abc";
  static inline const std::string instance = "campanha-01";

  yard(waybill_test::cluster& where, std::size_t messages, std::size_t campaigns,
       const layout& tables = own_layout());

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] const waybill_test::cluster& server() const noexcept { return server_; }
  /// Of a store on its tables: one session.
  [[nodiscard]] waybill::postgres_options options() const;
  /// The next reports. Throws when every message is read: then the benchmark asked for too many.
  [[nodiscard]] std::vector<report> next(std::size_t count);
  /// The same as a campaign under way brings them: every other one tells that a message was read
  /// which was delivered some thousand messages ago.
  [[nodiscard]] std::vector<report> next_under_way(std::size_t count);

  /// Reports that `next` has left.
  [[nodiscard]] std::size_t left() const noexcept { return 2 * messages_ - delivered_ - read_; }

  /// Parks so many updates of messages that nobody sent.
  void fill_parking(std::size_t updates);

  /// The updates of messages that stayed on their page and touched no index, as a share of all.
  [[nodiscard]] double hot_share();
  /// Bytes of write-ahead log since the server was made.
  [[nodiscard]] double wal_bytes();
  /// Throws unless the counters are what was reported: what is fast shall also be right.
  void check();

 private:
  const waybill_test::cluster& server_;
  const layout& tables_;
  std::string url_;
  waybill_test::observer look_;
  std::size_t messages_;
  std::size_t step_;
  [[nodiscard]] report next_of(waybill::receipt what);

  std::size_t delivered_ = 0;
  std::size_t read_ = 0;
};

}  // namespace waybill_bench
