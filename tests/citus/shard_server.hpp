#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "postgres/observer.hpp"

namespace waybill_test {

/// A server of the cluster that keeps shards, on this machine, so that a test can stop it. Its
/// settings must be in its configuration files. It is started again with this object's end.
class shard_server {
 public:
  /// `worker` is a connection to it.
  explicit shard_server(observer& worker)
      : folder_(worker.value("SHOW data_directory")),
        pg_ctl_(worker.value("SELECT setting FROM pg_config WHERE name = 'BINDIR'") + "/pg_ctl") {
    struct stat facts {};
    if (::stat((folder_ + "/postmaster.pid").c_str(), &facts) != 0) {
      throw std::runtime_error{"a server of the cluster is not on this machine: " + folder_};
    }
    if (::geteuid() != facts.st_uid) {
      as_owner_ = "setpriv --reuid=" + std::to_string(facts.st_uid) +
                  " --regid=" + std::to_string(facts.st_gid) + " --clear-groups ";
    }
  }
  ~shard_server() {
    if (is_stopped_) run("start --wait --log=" + folder_ + "/restarted.log");
  }
  shard_server(const shard_server&) = delete;
  shard_server& operator=(const shard_server&) = delete;

  /// As when the machine loses power.
  void stop() {
    run("stop --mode=immediate");
    is_stopped_ = true;
  }
  void start() {
    run("start --wait --log=" + folder_ + "/restarted.log");
    is_stopped_ = false;
  }

 private:
  void run(const std::string& what) const {
    // Not with the caller's home, where libpq would look for files that the owner may not read.
    const auto command = "cd / && env --unset=HOME " + as_owner_ + pg_ctl_ +
                         " --silent --pgdata=" + folder_ + " " + what +
                         " </dev/null >/dev/null 2>&1";
    if (std::system(command.c_str()) != 0) std::fputs((command + " failed\n").c_str(), stderr);
  }

  std::string folder_;
  std::string pg_ctl_;
  std::string as_owner_;
  bool is_stopped_ = false;
};

}  // namespace waybill_test
