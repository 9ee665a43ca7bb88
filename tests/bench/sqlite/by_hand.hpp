#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <sqlite3.h>

#include <waybill/change.hpp>

namespace waybill_bench {

/// What someone would write who has SQLite's own interface and nothing to be right about but
/// deliveries: the same rows, counters, gauges and log, each statement prepared once.
class by_hand {
 public:
  /// In a file that is there.
  explicit by_hand(const std::string& file);

  /// Applies them in one transaction. Throws where one finds its row not as expected.
  void apply(std::span<const waybill::change> deliveries);

 private:
  using statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
  using key = std::pair<std::string, std::string>;

  [[nodiscard]] statement prepare(const char* sql);
  void script(const char* sql);
  void move(const waybill::change& delivery);
  void add(const statement& what, const std::map<key, int>& sums);

  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection_{nullptr, &sqlite3_close};
  statement move_{nullptr, &sqlite3_finalize};
  statement log_{nullptr, &sqlite3_finalize};
  statement count_{nullptr, &sqlite3_finalize};
  statement gauge_{nullptr, &sqlite3_finalize};
  std::map<key, int> campaigns_;
  std::map<key, int> instances_;
};

}  // namespace waybill_bench
