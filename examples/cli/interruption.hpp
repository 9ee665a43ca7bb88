#pragma once

#include <chrono>
#include <csignal>

namespace waybill_cli {

/// Somebody's wish that the program end, by Ctrl-C or `kill`, as something to wait for. Make it
/// before the first thread: later ones would take the signal, and die of it.
class interruption {
 public:
  interruption();
  ~interruption();
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

  /// Whether it comes within that time.
  [[nodiscard]] bool comes_within(std::chrono::duration<double> time) const;

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

}  // namespace waybill_cli
