#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/sender_worker.hpp"

// What must come of senders that are killed after a message was posted and before its answer came.
//
// A `Place` is an empty one: `store`, and `where()`, what a worker is told of it.
namespace waybill_test {

/// A sender (sender_worker.hpp), seen from the gateway.
class sender {
 public:
  sender(const std::string& store, const std::string& name) {
    int posts[2] = {};
    int answers[2] = {};
    REQUIRE(::pipe(posts) == 0);
    REQUIRE(::pipe(answers) == 0);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(posts[1], STDOUT_FILENO);
      ::dup2(answers[0], STDIN_FILENO);
      ::close(answers[1]);  // so that it does not wait for itself
      ::execl(WAYBILL_WORKER, WAYBILL_WORKER, store.c_str(), "sender", name.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(posts[1]);
    ::close(answers[0]);
    posts_ = ::fdopen(posts[0], "r");
    answers_ = ::fdopen(answers[1], "w");
  }
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;
  ~sender() {
    std::fclose(posts_);
    std::fclose(answers_);
  }

  /// The id of the next message that it posts; empty at its end.
  [[nodiscard]] std::string next_post() {
    char id[100] = {};
    return std::fscanf(posts_, "%99s", id) == 1 ? id : "";
  }
  void answer(const std::string& id) {
    std::fprintf(answers_, "%s\n", id.c_str());
    std::fflush(answers_);
  }
  /// How it ended; -1 if by a signal.
  [[nodiscard]] int wait() const {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void kill() const { ::kill(id_, SIGKILL); }

 private:
  pid_t id_ = -1;
  std::FILE* posts_ = nullptr;
  std::FILE* answers_ = nullptr;
};

/// Each sender gets one message further and is killed before it hears of that. The gateway knows a
/// message by its id, as WhatsApp does, and reports it before the next sender begins or after all.
template <typename Place>
void check_killed_senders(Place& place, bool reports_at_once) {
  CAPTURE(reports_at_once);
  place.store.catalog()->add_campaign({tenant, campaign});
  place.store.catalog()->add_instance({tenant, instance});
  const waybill::tracker tracker{place.store};
  const auto report = [&](const std::string& id) {
    const auto body = webhook(shape::v2, instance, id, waybill::receipt::delivered);
    CHECK(tracker.handle(body, {tenant, {}}).http_status == 200);
  };
  std::set<std::string> taken;
  for (std::size_t killed = 0; killed < 3; ++killed) {
    sender victim{place.where(), "victim" + std::to_string(killed)};
    std::string id;
    for (std::size_t answered = 0; answered < 2; ++answered) {
      id = victim.next_post();
      taken.insert(id);
      victim.answer(id);
    }
    id = victim.next_post();
    taken.insert(id);
    victim.kill();
    CHECK(victim.wait() == -1);
    if (reports_at_once) report(id);
  }
  sender last{place.where(), "last"};
  for (auto id = last.next_post(); !id.empty(); id = last.next_post()) {
    taken.insert(id);
    last.answer(id);
  }
  CHECK(last.wait() == 0);
  for (const auto& each : taken) report(each);

  CHECK(taken.size() == rows_to_send);  // nobody got two messages
  const auto audit = place.store.reports()->audit({tenant, campaign}).value();
  CHECK(audit.holds());
  const auto count = static_cast<std::int64_t>(rows_to_send);
  CHECK(audit.counters == waybill::campaign_delta{.sent = count, .delivered = count});
  CHECK(place.store.parking()->parked_after(0, 10).empty());
}

}  // namespace waybill_test
