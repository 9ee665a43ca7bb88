// Behind a pooler in transaction mode: sessions are shared by the transaction, and nothing of them
// is left to rely on.

#include <cstddef>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres/own_shop.hpp"
#include "postgres/postgres_world.hpp"
#include "postgres/traffic.hpp"
#include "soci/connection_string.hpp"
#include "soci/postgres_session.hpp"
#include "support/eventually.hpp"
#include "support/every_promise.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// A pgbouncer in front of the shared server, which shares two of its connections among all.
class pooler {
 public:
  explicit pooler(const std::string& settings = {}) {
    if (::access("/usr/sbin/pgbouncer", X_OK) != 0) {
      throw std::runtime_error{"there is no pgbouncer: apt-get install pgbouncer"};
    }
    std::ofstream{folder_ + "/users"} << "\"waybill\" \"\"\n";
    std::ofstream{folder_ + "/ini"}
        << "[databases]\n* = host=127.0.0.1 port=" << cluster::shared().port()
        << "\n[pgbouncer]\npool_mode = transaction\nlisten_addr = "
           "127.0.0.1\nlisten_port = "
        << port_ << "\nunix_socket_dir =\nauth_type = trust\nauth_file = " << folder_
        << "/users\nlogfile = " << folder_ << "/log\ndefault_pool_size = 2\n"
        << settings << '\n';
    id_ = ::fork();
    if (id_ == 0) run();
    if (!eventually([&] { return answers(); })) throw std::runtime_error{"pgbouncer is silent"};
  }
  ~pooler() {
    ::kill(id_, SIGINT);
    ::waitpid(id_, nullptr, 0);
    std::system(("rm -rf " + folder_).c_str());
  }
  pooler(const pooler&) = delete;
  pooler& operator=(const pooler&) = delete;

  /// A database of the server, through the pooler.
  [[nodiscard]] std::string through(const std::string& url) const {
    return "postgresql://waybill@127.0.0.1:" + std::to_string(port_) + url.substr(url.rfind('/'));
  }

 private:
  [[noreturn]] void run() const {
    // It refuses to run as root.
    const auto user = ::getuid() == 0 ? "postgres" : "";
    std::system(("chmod 755 " + folder_).c_str());
    std::system(("touch " + folder_ + "/log && chmod 666 " + folder_ + "/log").c_str());
    const auto quiet = ::open("/dev/null", O_WRONLY);
    ::dup2(quiet, STDERR_FILENO);
    const auto ini = folder_ + "/ini";
    if (*user != '\0') {
      ::execl("/usr/sbin/pgbouncer", "pgbouncer", "-u", user, ini.c_str(), nullptr);
    } else {
      ::execl("/usr/sbin/pgbouncer", "pgbouncer", ini.c_str(), nullptr);
    }
    ::_exit(127);
  }
  [[nodiscard]] bool answers() const {
    try {
      observer{through("/postgres")}.run("SELECT 1");
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  std::string folder_ = new_folder();
  int port_ = unused_port();
  pid_t id_ = -1;
};

}  // namespace

TEST_CASE("behind a pooler in transaction mode the store keeps every promise") {
  const auto url = cluster::shared().new_database();
  const pooler between;
  postgres_place place{{.sessions = 8, .pooler_mode = true}, between.through(url)};
  check_every_promise(postgres_worlds(place), the_feed_alone);
}

TEST_CASE("behind a pooler many callers lose nothing and count nothing twice") {
  const auto url = cluster::shared().new_database();
  const pooler between;
  traffic flow{between.through(url), 150, {.sessions = 6, .pooler_mode = true}};
  flow.start(6);
  flow.finish();
  CHECK(flow.wrong() == "");
  CHECK(flow.tracker.recount({traffic::tenant, traffic::campaign})->holds());
}

TEST_CASE("without the pooler mode, a pooler that refuses session settings says so") {
  const auto url = cluster::shared().new_database();
  const pooler between;
  waybill::postgres_store store{between.through(url)};
  try {
    static_cast<void>(store.pending_migrations());
    FAIL_CHECK("the pooler took them");
  } catch (const waybill::store_error& error) {
    CHECK(error.retry_safe());
    CHECK(std::string{error.what()}.find("unsupported startup parameter") != std::string::npos);
  }
}

TEST_CASE("without the pooler mode, a pooler that shares sessions is refused, naming the mode") {
  const auto url = cluster::shared().new_database();
  for (const auto* const how : {"", "\nserver_round_robin = 1"}) {
    CAPTURE(how);
    const pooler between{std::string{"ignore_startup_parameters = options"} + how};
    waybill::postgres_store store{between.through(url)};
    try {
      static_cast<void>(store.pending_migrations());
      FAIL_CHECK("it was not noticed");
    } catch (const waybill::store_error& error) {
      CHECK(error.retry_safe());
      CHECK(std::string{error.what()}.find("choose pooler_mode") != std::string::npos);
    }
  }
}

TEST_CASE("a pooler in session mode needs no mode, however few connections it has") {
  const auto url = cluster::shared().new_database();
  for (const auto* const size : {"1", "4"}) {
    CAPTURE(size);
    const pooler between{std::string{"ignore_startup_parameters = options\npool_mode = session\n"
                                     "default_pool_size = "} +
                         size};
    waybill::postgres_store store{between.through(url), {.sessions = 1}};
    store.migrate();
    CHECK(store.check_schema().empty());
  }
}

TEST_CASE("a session that shares its connection unknown to it never runs another's statement") {
  const auto url = cluster::shared().new_database();
  const pooler between{"ignore_startup_parameters = options"};
  using namespace waybill::detail;
  watchdog dog;
  const auto where = connection_string(between.through(url), {});
  const command say_one{"say", "SELECT 'one'", 1, false, true};
  const command say_two{"say", "SELECT 'two'", 1, false, true};
  postgres_session one{where, true, dog, std::chrono::seconds{5}};
  postgres_session two{where, true, dog, std::chrono::seconds{5}};
  // The pooler hands out the connection that came back last. While it is taken, the other session
  // prepares its statement on the other connection; afterwards both use the first one.
  CHECK(one.run(say_one).text(0, 0) == "one");
  observer other{between.through(url)};
  other.script("BEGIN");
  CHECK(two.run(say_two).text(0, 0) == "two");
  other.script("COMMIT");
  // The first one knows its own statement by another name, and so none by this one.
  std::string sqlstate;
  try {
    static_cast<void>(two.run(say_two));
  } catch (const waybill::store_error& error) {
    sqlstate = error.sqlstate();
  }
  CHECK(sqlstate == "26000");
}

TEST_CASE("behind a pooler in transaction mode a send is recorded in the caller's transaction") {
  const auto url = cluster::shared().new_database();
  const pooler between;
  own_shop shop{{}, url};
  // Two of the pooler's connections are shared by three.
  std::vector<std::unique_ptr<observer>> callers;
  for (int i = 0; i < 3; ++i) {
    callers.push_back(std::make_unique<observer>(between.through(url)));
  }
  for (int i = 0; i < 6; ++i) {
    auto& caller = *callers[static_cast<std::size_t>(i) % callers.size()];
    auto sends = shop.sends_on(caller);
    caller.script(begin_order);
    const auto number = std::to_string(i);
    CHECK(sends.record_sent(send_of("row-" + number, "M-" + number)).ok());
    caller.script("COMMIT");
    CHECK(sends.settle().size() == 1);
  }
  CHECK(shop.orders() == "6");
  CHECK(shop.counters() == waybill::campaign_delta{.sent = 6});
}
