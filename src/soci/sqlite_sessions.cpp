#include "sqlite_sessions.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>

namespace waybill::detail {

sqlite_sessions::sqlite_sessions(std::string file, std::size_t limit, const sqlite_options& options)
    : file_(std::move(file)), limit_(std::max<std::size_t>(limit, 1)), options_(options) {}

sqlite_sessions::lease sqlite_sessions::borrow() {
  wait_for_turn();
  try {
    auto session = idle_session();
    if (!session) session = std::make_unique<sqlite_session>(file_, options_);
    return {*this, std::move(session)};
  } catch (...) {
    give_up_turn();
    throw;
  }
}

void sqlite_sessions::wait_for_turn() {
  const auto now = std::chrono::steady_clock::now();
  const auto latest = now + options_.busy_timeout;
  const auto deadline = std::min(latest, deadline_scope::current().value_or(latest));
  if (deadline < now) {
    throw store_error{failure_kind::retry_safe, "lease: the deadline of the call is over"};
  }
  std::unique_lock lock{mutex_};
  if (!returned_.wait_until(lock, deadline, [&] { return lent_ < limit_; })) {
    throw store_error{failure_kind::retry_safe,
                      "lease: other threads used the file for too long; run it again"};
  }
  ++lent_;
}

std::unique_ptr<sqlite_session> sqlite_sessions::idle_session() {
  const std::scoped_lock lock{mutex_};
  if (idle_.empty()) return nullptr;
  auto session = std::move(idle_.back());
  idle_.pop_back();
  return session;
}

void sqlite_sessions::take_back(std::unique_ptr<sqlite_session> session) noexcept {
  if (session->is_clean()) {
    const std::scoped_lock lock{mutex_};
    idle_.push_back(std::move(session));
  } else {
    session.reset();
  }
  give_up_turn();
}

void sqlite_sessions::give_up_turn() noexcept {
  {
    const std::scoped_lock lock{mutex_};
    --lent_;
  }
  returned_.notify_one();
}

}  // namespace waybill::detail
