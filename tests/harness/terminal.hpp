#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/program.hpp"

namespace waybill_test {

/// `waybill` in front of somebody: a terminal of its own, with so many columns and one setting of
/// its environment.
class terminal {
 public:
  explicit terminal(std::vector<std::string> arguments, unsigned short columns = 200,
                    std::string setting = "TERM=xterm") {
    forget_environment();
    const winsize size{50, columns, 0, 0};
    id_ = ::forkpty(&screen_, nullptr, nullptr, &size);
    if (id_ < 0) throw std::runtime_error{"there is no terminal to be had"};
    if (id_ == 0) become(std::move(arguments), std::move(setting));
  }
  ~terminal() {
    ::close(screen_);  // what still runs is told that its terminal is gone
    ::waitpid(id_, nullptr, 0);
  }
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  /// Reads until a text was written after all that was asked for before; false where it does not
  /// come.
  [[nodiscard]] bool shows(const std::string& text) {
    for (auto at = seen_.npos;; read_more()) {
      at = seen_.find(text, asked_);
      if (at != seen_.npos) {
        asked_ = at + text.size();
        return true;
      }
      if (has_ended_) return false;
    }
  }
  void type(const std::string& keys) const {
    if (::write(screen_, keys.data(), keys.size()) < 0) throw std::runtime_error{"nobody reads"};
  }
  /// Reads to the end; returns the exit code, or -1 if it ended by a signal.
  [[nodiscard]] int wait() {
    while (!has_ended_) read_more();
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] const std::string& seen() const noexcept { return seen_; }

 private:
  [[noreturn]] static void become(std::vector<std::string> arguments, std::string setting) {
    ::putenv(setting.data());
    arguments.insert(arguments.begin(), WAYBILL_PROGRAM);
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    ::execv(WAYBILL_PROGRAM, pointers.data());
    ::_exit(127);
  }

  /// A terminal whose program has ended cannot be read.
  void read_more() {
    constexpr int patience = 10'000;
    pollfd readable{screen_, POLLIN, 0};
    if (::poll(&readable, 1, patience) == 0) throw std::runtime_error{"the screen stands still"};
    std::string bytes(4096, '\0');
    const auto count = ::read(screen_, bytes.data(), bytes.size());
    if (count <= 0) has_ended_ = true;
    if (count > 0) seen_.append(bytes, 0, static_cast<std::size_t>(count));
  }

  pid_t id_ = 0;
  int screen_ = -1;
  std::string seen_;
  std::size_t asked_ = 0;  ///< up to where `shows` has read
  bool has_ended_ = false;
};

}  // namespace waybill_test
