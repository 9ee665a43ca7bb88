#include "interruption.hpp"

namespace waybill_cli {

interruption::interruption() {
  ::sigemptyset(&signals_);
  ::sigaddset(&signals_, SIGINT);
  ::sigaddset(&signals_, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

interruption::~interruption() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool interruption::comes_within(std::chrono::duration<double> time) const {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - whole);
  timespec most{};
  most.tv_sec = static_cast<std::time_t>(whole.count());
  most.tv_nsec = static_cast<long>(rest.count());
  return ::sigtimedwait(&signals_, nullptr, &most) > 0;
}

}  // namespace waybill_cli
