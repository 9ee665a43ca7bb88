#pragma once

#include <chrono>
#include <ctime>

#include <pthread.h>
#include <signal.h>

namespace waybill_harness {

/// Ctrl-C or `kill`, as something to wait for. Make it before the first thread: a thread made
/// before it would take the signal, and end the program.
class interruption {
 public:
  interruption() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~interruption() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

  [[nodiscard]] bool comes_within(std::chrono::duration<double> time) const {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - whole);
    const timespec most{static_cast<std::time_t>(whole.count()), static_cast<long>(rest.count())};
    return ::sigtimedwait(&signals_, nullptr, &most) > 0;
  }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace waybill_harness
