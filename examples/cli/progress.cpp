#include "progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "terminal.hpp"

namespace waybill_cli {

progress::progress(std::string_view label, std::size_t total)
    : label_(label), total_(std::max<std::size_t>(total, 1)),
      visible_(look_of(stderr).is_terminal) {}

progress::~progress() {
  if (visible_) fmt::print(stderr, "\r\033[K");
}

void progress::advance() {
  ++done_;
  const auto step = std::max<std::size_t>(total_ / 200, 1);
  if (visible_ && done_ % step == 0) draw();
}

void progress::draw() const {
  constexpr std::size_t cells = 40;
  const auto full = done_ * cells / total_;
  fmt::print(stderr, "\r{} [{:<40}] {:3} %", label_, std::string(full, '#'), done_ * 100 / total_);
  std::fflush(stderr);
}

}  // namespace waybill_cli
