#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/soci/sqlite_store.hpp>

#include "sqlite/file_observer.hpp"
#include "support/scratch_folder.hpp"

namespace waybill_bench {

/// In which order reports come for messages that were sent one after the other.
enum class arrival {
  as_sent,    ///< in the order of sending, but for neighbours: phones answer within some seconds
  scattered,  ///< about the whole table: no two of a batch are on the same page of the file
};

/// A file of sent messages, and the changes that reports bring: each message is first delivered,
/// then read.
class file_yard {
 public:
  file_yard(std::size_t messages, std::size_t campaigns, arrival order);

  [[nodiscard]] const std::string& file() const noexcept { return file_; }

  /// The next changes, loaded and planned. Throws when every message is read: then the benchmark
  /// asked for too many.
  [[nodiscard]] std::vector<waybill::change> next(std::size_t count);
  /// Throws unless the counters are what was reported: what is fast shall also be right.
  void check();

 private:
  [[nodiscard]] std::size_t reported_next() const noexcept;

  waybill_test::scratch_folder folder_;
  std::string file_ = folder_.path("waybill.db");
  std::size_t messages_;
  arrival order_;
  std::size_t reported_ = 0;

 public:
  waybill::sqlite_store store{file_};
};

}  // namespace waybill_bench
