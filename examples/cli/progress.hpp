#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace waybill_cli {

/// A progress bar on standard error, drawn only where that is a terminal.
class progress {
 public:
  progress(std::string_view label, std::size_t total);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  /// Wipes the bar.
  ~progress();

  void advance();

 private:
  void draw() const;

  std::string label_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool visible_;
};

}  // namespace waybill_cli
