#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <waybill/sends.hpp>

#include "ingest_window.hpp"

namespace waybill_harness {

/// Lines that wait until the sends among them are recorded, all at once. Bodies that come after a
/// send wait with it: a report does not overtake what it is about.
class ingest_block {
 public:
  void add(std::size_t number, waybill::sent_message send) {
    numbers_.push_back(number);
    sends_.push_back(std::move(send));
  }
  void add(ingest_window::item body) { bodies_.push_back(std::move(body)); }

  /// Whether no line needs to wait.
  [[nodiscard]] bool is_empty() const noexcept { return sends_.empty(); }
  [[nodiscard]] bool is_full() const noexcept {
    constexpr std::size_t most_lines = 512;
    return sends_.size() + bodies_.size() >= most_lines;
  }

  [[nodiscard]] const std::vector<waybill::sent_message>& sends() const noexcept { return sends_; }
  [[nodiscard]] std::size_t number_of(std::size_t send) const { return numbers_.at(send); }
  [[nodiscard]] std::vector<ingest_window::item>& bodies() noexcept { return bodies_; }

 private:
  std::vector<waybill::sent_message> sends_;
  std::vector<std::size_t> numbers_;
  std::vector<ingest_window::item> bodies_;
};

}  // namespace waybill_harness
