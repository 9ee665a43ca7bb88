#pragma once

#include <chrono>
#include <string>

#include <sys/types.h>

namespace waybill_test {

/// A port of the loopback interface that no program listens on, from below those that the system
/// hands out for connections.
[[nodiscard]] int unused_port();

/// A PostgreSQL server of our own on the loopback interface, removed with this object: also when
/// the test dies, because the script that runs it ends with our end of its pipe.
class cluster {
 public:
  /// Starts it. Throws where there is no server to start: a test never goes on without.
  /// `configuration` are lines for its postgresql.conf.
  explicit cluster(const std::string& configuration = {});
  /// A read-only standby that follows a server; that one must outlive it.
  struct standby_of {
    const cluster& primary;
  };
  explicit cluster(standby_of which);
  ~cluster();
  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  /// One for all tests of this process that need nothing but a database of their own.
  [[nodiscard]] static cluster& shared();

  /// The URL of a database in it.
  [[nodiscard]] std::string url(const std::string& database = "postgres") const;
  /// A new and empty database; returns its URL.
  [[nodiscard]] std::string new_database();
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }

  /// As when the machine loses power: no checkpoint, recovery at the next start.
  void crash();
  /// Starts it again on the same port.
  void restart();
  /// Stops all of its processes where they are, and lets them go on.
  void pause();
  void resume();

 private:
  void run(const char* variable, const std::string& value);
  void control(const std::string& verb) const;
  void signal_all(int signal) const;

  std::string folder_;
  int port_ = 0;
  int databases_ = 0;
  pid_t script_ = -1;
  int keep_alive_ = -1;
};

}  // namespace waybill_test
