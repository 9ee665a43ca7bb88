#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace waybill_harness {

/// How far a file is taken, in bytes, where its size is known.
class file_progress {
 public:
  explicit file_progress(const std::string& file) {
    std::error_code is_no_file;
    const auto size = std::filesystem::file_size(file, is_no_file);
    if (!is_no_file) size_ = size;
  }
  /// Taken before this run, which tells nothing of its speed.
  void skip(std::size_t bytes) { done_ = before_ += bytes; }
  void take(std::size_t bytes) { done_ += bytes; }

  /// In percent, with the time left; empty where the size is not known.
  [[nodiscard]] std::string after(double seconds) const {
    if (size_ == 0) return {};
    const auto done = std::min<std::uintmax_t>(done_, size_);
    const auto percent = fmt::format("{} %", done * 100 / size_);
    if (done == before_) return percent;
    const auto left =
        seconds * static_cast<double>(size_ - done) / static_cast<double>(done - before_);
    const auto whole = static_cast<long long>(left);
    return fmt::format("{}, {}:{:02}:{:02} left", percent, whole / 3600, whole / 60 % 60,
                       whole % 60);
  }

 private:
  std::uintmax_t size_ = 0;
  std::uintmax_t before_ = 0;
  std::atomic<std::uintmax_t> done_ = 0;
};

/// How many lines of the file were acknowledged, kept across crashes.
class bookmark {
 public:
  explicit bookmark(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] std::size_t read() const {
    std::size_t lines = 0;
    if (!file_.empty()) std::ifstream{file_} >> lines;
    return lines;
  }
  /// Replaced in one step: a crash leaves the old number or the new one. Either is right, because
  /// lines that come again add nothing.
  void write(std::size_t lines) const {
    if (file_.empty()) return;
    const auto next = file_ + ".next";
    if (!(std::ofstream{next} << lines << '\n')) {
      throw std::runtime_error{next + " cannot be written"};
    }
    std::filesystem::rename(next, file_);
  }

 private:
  std::string file_;
};

}  // namespace waybill_harness
