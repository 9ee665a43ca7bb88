// A writer that is killed, again and again, in the middle of its batches.

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sqlite/batches.hpp"
#include "sqlite/sqlite_world.hpp"

using namespace waybill_test;

namespace {

/// A batch_worker, and the batches it has told of.
class writer {
 public:
  writer(const std::string& file, std::size_t first) {
    int ends[2] = {};
    REQUIRE(::pipe(ends) == 0);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(WAYBILL_BATCH_WORKER, WAYBILL_BATCH_WORKER, file.c_str(),
              std::to_string(first).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    told_ = ::fdopen(ends[0], "r");
  }
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;
  ~writer() { std::fclose(told_); }

  /// Waits until it has told of so many batches, kills it in whatever it does then, and returns all
  /// it has told of.
  [[nodiscard]] std::vector<std::size_t> kill_after(std::size_t batches) {
    std::vector<std::size_t> acknowledged;
    std::size_t batch = 0;
    while (acknowledged.size() < batches && std::fscanf(told_, "%zu\n", &batch) == 1) {
      acknowledged.push_back(batch);
    }
    ::kill(id_, SIGKILL);
    int status = 0;
    ::waitpid(id_, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    while (std::fscanf(told_, "%zu\n", &batch) == 1) acknowledged.push_back(batch);
    return acknowledged;
  }

 private:
  pid_t id_ = -1;
  std::FILE* told_ = nullptr;
};

/// How many messages of a batch are delivered.
[[nodiscard]] std::size_t delivered_of(sqlite_place& place, std::size_t batch) {
  std::vector<waybill::row_key> keys;
  for (std::size_t i = 0; i < batch_size; ++i) {
    keys.push_back(sent_row(batch * batch_size + i).key);
  }
  std::size_t count = 0;
  for (const auto& row : place.store.sends()->load_rows(keys)) {
    if (row.value().status == waybill::message_status::delivered) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("what was acknowledged outlives a writer that is killed in mid-batch, twenty times") {
  sqlite_place place;
  sqlite_world world{place};
  world.add_campaign(batch_tenant, batch_campaign);
  world.add_instance(batch_tenant, "shop-1", {});
  std::vector<waybill::tracked_message> rows;
  for (std::size_t i = 0; i < batch_count * batch_size; ++i) rows.push_back(sent_row(i));
  world.add_messages(rows);

  std::size_t next = 0;
  for (std::size_t round = 0; round < 20; ++round) {
    writer victim{place.file(), next};
    const auto acknowledged = victim.kill_after(1 + round % 5);
    for (const auto batch : acknowledged) CHECK(delivered_of(place, batch) == batch_size);
    next = acknowledged.back() + 1;
    // The one that was under way is there as a whole or not at all.
    const auto under_way = delivered_of(place, next);
    CHECK((under_way == 0 || under_way == batch_size));
    CHECK(place.store.reports()->audit({batch_tenant, batch_campaign})->holds());
  }
  // Whoever comes next writes at once, and what had landed already adds nothing.
  for (std::size_t batch = 0; batch <= next; ++batch) {
    static_cast<void>(place.store.apply(deliveries_of(batch)));
  }
  const auto delivered = static_cast<std::int64_t>((next + 1) * batch_size);
  const auto audit = place.store.reports()->audit({batch_tenant, batch_campaign}).value();
  CHECK(audit.holds());
  CHECK(audit.counters.delivered == delivered);
  CHECK(place.store.reports()->read_instance({batch_tenant, "shop-1"})->delivered_today ==
        delivered);
  CHECK(place.look.value("SELECT count(*) FROM campaign_log") == std::to_string(delivered));
}
