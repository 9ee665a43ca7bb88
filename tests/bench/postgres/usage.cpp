#include "usage.hpp"

#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace waybill_bench {

namespace {

[[nodiscard]] std::string proc(pid_t process, const std::string& file) {
  return "/proc/" + std::to_string(process) + "/" + file;
}

/// Of a process that is gone by now: nothing.
[[nodiscard]] double cpu_of(pid_t process, bool with_its_dead) {
  std::ifstream stat{proc(process, "stat")};
  stat.ignore(std::numeric_limits<std::streamsize>::max(), ')');  // the name may hold anything
  std::string skipped;
  for (int field = 3; field < 14; ++field) stat >> skipped;
  double user = 0;
  double system = 0;
  double dead_user = 0;
  double dead_system = 0;
  stat >> user >> system >> dead_user >> dead_system;
  const auto ticks = user + system + (with_its_dead ? dead_user + dead_system : 0);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

[[nodiscard]] double cpu_of_server(const std::string& folder) {
  std::ifstream pid_file{folder + "/data/postmaster.pid"};
  pid_t postmaster = 0;
  if (!(pid_file >> postmaster)) throw std::runtime_error{"the server is not there"};
  auto sum = cpu_of(postmaster, true);
  std::ifstream children{proc(postmaster, "task/" + std::to_string(postmaster) + "/children")};
  for (pid_t child = 0; children >> child;) sum += cpu_of(child, false);
  return sum;
}

[[nodiscard]] double own_cpu() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// A line of /proc/self/status that tells kB, in bytes.
[[nodiscard]] double own_memory(const std::string& name) {
  std::ifstream status{"/proc/self/status"};
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == name && status >> kilobytes) return kilobytes * 1024;
  }
  throw std::runtime_error{"/proc/self/status does not tell " + name};
}

}  // namespace

usage usage_of(const waybill_test::cluster& server) {
  return {own_cpu(), cpu_of_server(server.folder()), own_memory("VmRSS:"), own_memory("VmHWM:")};
}

void watch_memory() {
  ::malloc_trim(0);
  std::ofstream{"/proc/self/clear_refs"} << 5;
}

}  // namespace waybill_bench
