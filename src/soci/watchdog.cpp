#include "watchdog.hpp"

#include <algorithm>

#include <sys/socket.h>

namespace waybill::detail {

watchdog::watchdog() : thread_([this] { run(); }) {}

watchdog::~watchdog() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

watchdog::watch::watch(watchdog& dog, int socket, time deadline) : dog_(dog) {
  bool too_late = false;
  {
    const std::scoped_lock lock{dog_.mutex_};
    place_ = dog_.sockets_.emplace(deadline, socket);
    too_late = deadline < dog_.wakes_at_;
  }
  if (too_late) dog_.changed_.notify_one();
}

watchdog::watch::~watch() {
  const std::scoped_lock lock{dog_.mutex_};
  dog_.sockets_.erase(place_);
}

void watchdog::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const auto next = std::find_if(sockets_.begin(), sockets_.end(),
                                   [](const auto& each) { return each.second != -1; });
    if (next == sockets_.end()) {
      wakes_at_ = time::max();
      changed_.wait(lock);
    } else if (next->first <= std::chrono::steady_clock::now()) {
      ::shutdown(next->second, SHUT_RDWR);
      next->second = -1;
    } else {
      wakes_at_ = next->first;
      changed_.wait_until(lock, time{wakes_at_});
    }
  }
}

}  // namespace waybill::detail
