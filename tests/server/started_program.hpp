#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace waybill_test {

/// A program that runs beside the test, with its standard output to read. It is killed with this
/// object if it still runs.
class started_program {
 public:
  /// The program's path, and its arguments.
  explicit started_program(const std::vector<std::string>& command);
  ~started_program();
  started_program(const started_program&) = delete;
  started_program& operator=(const started_program&) = delete;

  /// The next line it prints; waits for it. Throws once it prints no more.
  [[nodiscard]] std::string read_line();
  /// To it and to what it started.
  void signal(int number) const;
  /// Waits for its end: the exit code, or -1 if it was killed.
  int wait();
  /// Bytes of memory that it holds.
  [[nodiscard]] std::size_t memory() const;

 private:
  pid_t id_ = -1;
  int output_ = -1;
};

}  // namespace waybill_test
