#include "started_program.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace waybill_test {

started_program::started_program(const std::vector<std::string>& command) {
  std::array<int, 2> output{};
  if (::pipe2(output.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
  std::vector<char*> arguments;
  for (const auto& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  id_ = ::fork();
  if (id_ == -1) throw std::runtime_error{"no process"};
  if (id_ == 0) {
    ::setpgid(0, 0);                     // with what it starts
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it never outlives a test that dies
    ::dup2(output[1], STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::setpgid(id_, id_);  // whoever of the two is first
  ::close(output[1]);
  output_ = output[0];
}

started_program::~started_program() {
  if (id_ != -1) {
    signal(SIGKILL);
    wait();
  }
  ::close(output_);
}

std::string started_program::read_line() {
  std::string line;
  char c = 0;
  while (true) {
    if (::read(output_, &c, 1) != 1) throw std::runtime_error{"the program prints no more"};
    if (c == '\n') return line;
    line += c;
  }
}

void started_program::signal(int number) const {
  if (id_ > 0) ::kill(-id_, number);
}

int started_program::wait() {
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::size_t started_program::memory() const {
  std::ifstream counts{"/proc/" + std::to_string(id_) + "/statm"};
  std::size_t size = 0;
  std::size_t resident = 0;
  if (!(counts >> size >> resident)) throw std::runtime_error{"the program has ended"};
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace waybill_test
