#include "feed_listener.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <poll.h>

namespace waybill::detail {

namespace {

/// How long a connection that could not be made, or that took no LISTEN, is not tried again.
constexpr std::chrono::seconds pause{5};

[[nodiscard]] int milliseconds_until(feed_listener::time until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

}  // namespace

feed_listener::ear::ear(feed_listener& of, std::string about) : of_(of), about_(std::move(about)) {
  const std::scoped_lock lock{of_.mutex_};
  of_.ears_.push_back(this);
}

feed_listener::ear::~ear() {
  const std::scoped_lock lock{of_.mutex_};
  of_.ears_.remove(this);
}

void feed_listener::ear::listen(time until) { of_.wait(*this, until); }

void feed_listener::wait(ear& who, time until) {
  std::unique_lock lock{mutex_};
  while (!who.has_heard_ && std::chrono::steady_clock::now() < until) {
    if (is_read_) {
      said_.wait_until(lock, until);
      continue;
    }
    is_read_ = true;
    lock.unlock();
    const auto said = read_until(until);
    lock.lock();
    is_read_ = false;
    for (auto* const each : ears_) {
      if (std::find(said.begin(), said.end(), each->about_) != said.end()) each->has_heard_ = true;
    }
    // For those who heard, and for one of the others to go on reading.
    said_.notify_all();
  }
  who.has_heard_ = false;
}

std::vector<std::string> feed_listener::read_until(time until) {
  while (is_connected()) {
    if (auto said = take_notices(); !said.empty()) return said;
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (::poll(&socket, 1, milliseconds_until(until)) == 0) return {};
    if (PQconsumeInput(connection_.get()) == 0 || !is_heard()) {
      connection_.reset();
      next_try_ = std::chrono::steady_clock::now() + pause;
    }
  }
  std::this_thread::sleep_until(until);
  return {};
}

bool feed_listener::is_connected() {
  if (connection_) return true;
  if (where_.empty() || std::chrono::steady_clock::now() < next_try_) return false;
  next_try_ = std::chrono::steady_clock::now() + pause;
  connection_.reset(PQconnectdb(where_.c_str()));
  const auto listen = std::string{"LISTEN "} + feed_channel;
  // The answer is read when it comes, beside what is said.
  const bool asked = PQstatus(connection_.get()) == CONNECTION_OK &&
                     PQsendQuery(connection_.get(), listen.c_str()) != 0;
  if (!asked) connection_.reset();
  return asked;
}

bool feed_listener::is_heard() {
  while (PQisBusy(connection_.get()) == 0) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer{PQgetResult(connection_.get()),
                                                               &PQclear};
    if (!answer) return true;
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) return false;
  }
  return true;
}

std::vector<std::string> feed_listener::take_notices() {
  std::vector<std::string> result;
  while (auto* const each = PQnotifies(connection_.get())) {
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notice{each, &PQfreemem};
    result.emplace_back(notice->extra);
  }
  return result;
}

}  // namespace waybill::detail
