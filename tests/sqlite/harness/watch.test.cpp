// stats --watch: at a terminal, and into a pipe.

#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "harness/json_stories.hpp"
#include "harness/terminal.hpp"
#include "sqlite/file_observer.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;

namespace {

/// A file with two campaigns, one of them of two messages that are sent, to be watched.
struct watched_file {
  scratch_folder folder;
  std::string name = "sqlite:" + folder.path("waybill.db");
  store_harness harness{name};

  watched_file() {
    for (const auto* const each :
         {"init", "campaign add autumn", "campaign add spring",
          "sent row-1 3EB01 --campaign spring", "sent row-2 3EB02 --campaign spring"}) {
      REQUIRE(harness(each).exit_code == 0);
    }
  }
  void deliver(const std::string& id) const {
    REQUIRE(harness.report(id, waybill::receipt::delivered).exit_code == 0);
  }
};

/// `stats --watch` into a file, as often as it can look.
class watch_into_file {
 public:
  watch_into_file(const watched_file& what, const std::string& option)
      : file_(what.folder.write("watched", "")), child_{[&] {
          if (std::freopen(file_.c_str(), "w", stdout) == nullptr) return 126;
          ::execl(WAYBILL_PROGRAM, WAYBILL_PROGRAM, "stats", "--watch", "0.01", "--store",
                  what.name.c_str(), option.c_str(), nullptr);
          return 127;
        }} {}
  ~watch_into_file() {
    if (runs_) child_.kill();
  }
  watch_into_file(const watch_into_file&) = delete;
  watch_into_file& operator=(const watch_into_file&) = delete;

  [[nodiscard]] run_result so_far() const { return {0, bytes_of(file_), {}}; }
  [[nodiscard]] bool has_lines(std::size_t count) const {
    return eventually([&] { return so_far().lines().size() >= count; });
  }
  [[nodiscard]] int interrupt() {
    runs_ = false;
    child_.interrupt();
    return child_.wait();
  }

 private:
  std::string file_;
  process child_;
  bool runs_ = true;
};

/// What was told at one time each.
[[nodiscard]] std::vector<std::string> blocks_of(const std::string& text) {
  std::vector<std::string> blocks;
  for (auto at = text.find("At 2"); at != text.npos;) {
    const auto next = text.find("At 2", at + 1);
    blocks.push_back(text.substr(at, next - at));
    at = next;
  }
  return blocks;
}

}  // namespace

TEST_CASE(
    "watched by a program, the counters are told when they change, with the change a second") {
  const watched_file file;
  watch_into_file watch{file, "--json"};
  REQUIRE(watch.has_lines(1));
  file.deliver("3EB01");
  REQUIRE(watch.has_lines(2));
  file.deliver("3EB02");
  REQUIRE(watch.has_lines(3));
  CHECK(watch.interrupt() == 0);

  const auto lines = watch.so_far().json_lines();
  CHECK(lines.size() == 3);  // though it looked many times
  CHECK(lines[0]["campaigns"].at(1)["delivered_per_second"].is_null());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& spring = lines[i]["campaigns"].at(1);
    CHECK(spring["campaign"] == "spring");
    CHECK(spring["delivered_count"] == i);
    if (i > 0) CHECK(spring["delivered_per_second"] > 0);
    if (i > 0) CHECK(spring["failed_per_second"] == 0.0);
  }
}

TEST_CASE("watched through a pipe, each change is a block more and nothing is drawn over") {
  const watched_file file;
  watch_into_file watch{file, "spring"};
  REQUIRE(eventually([&] { return blocks_of(watch.so_far().out).size() == 1; }));
  file.deliver("3EB01");
  REQUIRE(eventually([&] { return blocks_of(watch.so_far().out).size() == 2; }));
  CHECK(watch.interrupt() == 0);
  const auto blocks = blocks_of(watch.so_far().out);
  CHECK_FALSE(contains(blocks.at(0), " +"));
  CHECK(contains(blocks.at(1), " +"));  // deliveries a second
  CHECK_FALSE(contains(watch.so_far().out, "\033"));
}

TEST_CASE("watched at a terminal, all campaigns are drawn in one table until Ctrl-C") {
  const watched_file file;
  terminal screen{{"stats", "--watch", "0.05", "--store", file.name}};
  CHECK(screen.shows("\033[H\033[J"));
  CHECK(screen.shows("Ctrl-C ends it"));
  CHECK(screen.shows("sent/s"));
  CHECK(screen.shows("autumn"));
  CHECK(screen.shows("spring"));
  file.deliver("3EB01");
  CHECK(screen.shows("+"));  // the change
  CHECK(screen.shows("\033[H\033[J"));
  screen.type("\003");
  CHECK(screen.wait() == 0);
}

TEST_CASE("one campaign alone is watched every two seconds unless told otherwise") {
  const watched_file file;
  terminal screen{{"stats", "spring", "--store", file.name, "--watch"}};
  CHECK(screen.shows("every 2 s"));
  screen.type("\003");
  CHECK(screen.wait() == 0);
  CHECK_FALSE(contains(screen.seen(), "autumn"));
}

TEST_CASE("a store that fails for a while is told once, and watched again when it answers") {
  const watched_file file;
  const auto path = file.folder.path("waybill.db");
  terminal screen{{"stats", "--watch", "0.02", "--store", file.name}};
  CHECK(screen.shows("spring"));
  file_observer{path}.script("ALTER TABLE campaign RENAME TO away");
  CHECK(screen.shows("it is tried again every 0.02 s"));
  file_observer{path}.script("ALTER TABLE away RENAME TO campaign");
  CHECK(screen.shows("\033[H\033[J"));
  screen.type("\003");
  CHECK(screen.wait() == 0);
  const auto first = screen.seen().find("it is tried again");
  CHECK(screen.seen().find("it is tried again", first + 1) == std::string::npos);
}
