#pragma once

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace waybill_test {

/// A worker process that plays the shared day in an order of its own (day_worker.hpp).
class process {
 public:
  process(const std::string& program, const std::string& store, const std::string& policy_name,
          unsigned seed)
      : id_(::fork()) {
    if (id_ != 0) return;
    ::execl(program.c_str(), program.c_str(), store.c_str(), policy_name.c_str(),
            std::to_string(seed).c_str(), nullptr);
    ::_exit(127);
  }
  /// A child that ends with what `work()` returns, or with 2 where it throws.
  template <typename Work>
  explicit process(Work work) : id_(::fork()) {
    if (id_ != 0) return;
    int code = 2;
    try {
      code = work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "A child failed: %s\n", error.what());
    }
    ::_exit(code);
  }

  void kill() const { ::kill(id_, SIGKILL); }
  void interrupt() const { ::kill(id_, SIGINT); }
  /// How it ended; -1 if by a signal.
  [[nodiscard]] int wait() const {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_;
};

}  // namespace waybill_test
