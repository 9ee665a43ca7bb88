#include "ingest_window.hpp"

#include <utility>

namespace waybill_cli {

std::size_t ingest_window::put(std::string line) {
  const std::scoped_lock lock{mutex_};
  bytes_ += line.size();
  const auto number = first_ + entries_.size();
  entries_.push_back({{number, std::move(line)}, {}});
  return number;
}

std::optional<ingest_window::item> ingest_window::again() {
  const std::scoped_lock lock{mutex_};
  if (again_.empty()) return std::nullopt;
  const auto number = again_.front();
  again_.pop_front();
  return entries_.at(number - first_).what;
}

void ingest_window::answer(std::size_t number, waybill::reply reply) {
  constexpr int send_again = 503;
  const std::scoped_lock lock{mutex_};
  if (reply.http_status == send_again) {
    ++failures_;
    again_.push_back(number);
  } else {
    entries_.at(number - first_).reply = std::move(reply);
    last_success_ = std::chrono::steady_clock::now();
    tell_acknowledged();
  }
  changed_.notify_all();
}

void ingest_window::tell_acknowledged() {
  while (!entries_.empty() && entries_.front().reply) {
    const auto& [what, reply] = entries_.front();
    acknowledged_(what, *reply);
    bytes_ -= what.line.size();
    entries_.pop_front();
    ++first_;
  }
}

void ingest_window::wait(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, most);
}

bool ingest_window::has_room() const {
  const std::scoped_lock lock{mutex_};
  return !full();
}

bool ingest_window::is_empty() const {
  const std::scoped_lock lock{mutex_};
  return entries_.empty();
}

std::size_t ingest_window::failures() const {
  const std::scoped_lock lock{mutex_};
  return failures_;
}

std::chrono::steady_clock::duration ingest_window::silence() const {
  const std::scoped_lock lock{mutex_};
  return std::chrono::steady_clock::now() - last_success_;
}

}  // namespace waybill_cli
