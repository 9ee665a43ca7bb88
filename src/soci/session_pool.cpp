#include "session_pool.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <waybill/deadline_scope.hpp>
#include <waybill/store_error.hpp>

#include "connection_string.hpp"

namespace waybill::detail {

session_pool::session_pool(const std::string& given, const postgres_options& options)
    : options_(options), connection_(connection_string(given, options)) {
  options_.sessions = std::max<std::size_t>(options.sessions, 1);
}

session_pool::lease session_pool::borrow() {
  wait_for_turn();
  try {
    auto session = idle_session();
    if (!session) session = open();
    return {*this, std::move(session)};
  } catch (...) {
    give_up_turn();
    throw;
  }
}

void session_pool::wait_for_turn() {
  const auto latest = std::chrono::steady_clock::now() + options_.lease_timeout;
  const auto deadline = std::min(latest, deadline_scope::current().value_or(latest));
  if (deadline <= std::chrono::steady_clock::now()) {
    throw store_error{failure_kind::retry_safe, "lease: the deadline of the call is over"};
  }
  std::unique_lock lock{mutex_};
  if (!returned_.wait_until(lock, deadline, [&] { return lent_ < options_.sessions; })) {
    throw store_error{failure_kind::retry_safe,
                      "lease: all sessions are in use; run it again, or allow more of them"};
  }
  ++lent_;
}

std::unique_ptr<postgres_session> session_pool::idle_session() {
  // One that the server closed meanwhile goes, and the next is looked at.
  std::unique_ptr<postgres_session> session;
  do {
    const std::scoped_lock lock{mutex_};
    if (idle_.empty()) return nullptr;
    session = std::move(idle_.back());
    idle_.pop_back();
  } while (!session->is_quiet());
  return session;
}

std::unique_ptr<postgres_session> session_pool::open() const {
  return std::make_unique<postgres_session>(connection_, !options_.pooler_mode, dog_,
                                            options_.answer_timeout);
}

void session_pool::take_back(std::unique_ptr<postgres_session> session) noexcept {
  if (session->is_clean()) {
    const std::scoped_lock lock{mutex_};
    idle_.push_back(std::move(session));
  } else {
    session.reset();
  }
  give_up_turn();
}

void session_pool::give_up_turn() noexcept {
  {
    const std::scoped_lock lock{mutex_};
    --lent_;
  }
  returned_.notify_one();
}

}  // namespace waybill::detail
