// A server of one thread that never waits for the database: an epoll loop hands each line it reads
// to the ingestor, and answers when an eventfd says that the line is durable. A client in a second
// thread brings a hundred deliveries down one connection and reads the answers.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <waybill/waybill.hpp>

namespace {

int checked(int result) {
  if (result < 0) throw std::runtime_error{"a system call failed"};
  return result;
}

/// Answers that are ready for the loop, from whatever thread they come.
class mailbox {
 public:
  mailbox() : event_(checked(::eventfd(0, EFD_NONBLOCK))) {}
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;
  ~mailbox() { ::close(event_); }

  [[nodiscard]] int event() const { return event_; }
  void put(int connection, const waybill::reply& answer) {
    {
      const std::scoped_lock lock{mutex_};
      waiting_.emplace_back(connection, std::to_string(answer.http_status) + '\n');
    }
    const std::uint64_t one = 1;
    checked(static_cast<int>(::write(event_, &one, sizeof one)));
  }
  [[nodiscard]] std::vector<std::pair<int, std::string>> take() {
    std::uint64_t count = 0;
    checked(static_cast<int>(::read(event_, &count, sizeof count)));
    const std::scoped_lock lock{mutex_};
    return std::exchange(waiting_, {});
  }

 private:
  int event_;
  std::mutex mutex_;
  std::vector<std::pair<int, std::string>> waiting_;
};

class server {
 public:
  server(waybill::ingestor& ingestor, mailbox& answers)
      : ingestor_(ingestor), answers_(answers), loop_(checked(::epoll_create1(0))) {
    watch(answers_.event());
  }
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server() { ::close(loop_); }

  void add(int connection) {
    unread_.emplace(connection, "");
    watch(connection);
  }

  /// Until every connection has been closed and all answers are out.
  void run() {
    while (!unread_.empty() || unanswered_ > 0) {
      epoll_event ready{};
      checked(::epoll_wait(loop_, &ready, 1, -1));
      if (ready.data.fd == answers_.event()) {
        answer();
      } else {
        read(ready.data.fd);
      }
    }
  }

 private:
  void watch(int file) {
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = file;
    checked(::epoll_ctl(loop_, EPOLL_CTL_ADD, file, &wanted));
  }

  void read(int connection) {
    char bytes[4096];
    const auto count = checked(static_cast<int>(::read(connection, bytes, sizeof bytes)));
    if (count == 0) {
      checked(::epoll_ctl(loop_, EPOLL_CTL_DEL, connection, nullptr));
      unread_.erase(connection);
      return;
    }
    auto& text = unread_.at(connection);
    text.append(bytes, static_cast<std::size_t>(count));
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      submit(connection, text.substr(0, end));
      text.erase(0, end + 1);
    }
  }

  void submit(int connection, const std::string& body) {
    ++unanswered_;
    // The callback must not wait for anything, so all it does is to leave a note.
    ingestor_.submit(body, {"shop"}, [&to = answers_, connection](const waybill::reply& answer) {
      to.put(connection, answer);
    });
  }

  void answer() {
    for (const auto& [connection, text] : answers_.take()) {
      --unanswered_;
      // A real server would keep what does not fit, and go on when epoll says that it may.
      checked(static_cast<int>(::write(connection, text.data(), text.size())));
    }
  }

  waybill::ingestor& ingestor_;
  mailbox& answers_;
  int loop_;
  std::map<int, std::string> unread_;
  std::size_t unanswered_ = 0;
};

std::string delivery(int number) {
  return R"({"event": "messages.update", "instance": "shop-1", "data": {"keyId": "3EB0)" +
         std::to_string(number) + R"(", "status": "DELIVERY_ACK"}})";
}

/// Sends `count` deliveries, then reads the answers; returns how many were 200.
int play_client(int connection, int count) {
  for (int i = 0; i < count; ++i) {
    const auto line = delivery(i) + '\n';
    checked(static_cast<int>(::write(connection, line.data(), line.size())));
  }
  checked(::shutdown(connection, SHUT_WR));
  std::string answers;
  char bytes[4096];
  while (answers.size() < static_cast<std::size_t>(count) * 4) {
    const auto got = checked(static_cast<int>(::read(connection, bytes, sizeof bytes)));
    if (got == 0) break;
    answers.append(bytes, static_cast<std::size_t>(got));
  }
  int understood = 0;
  for (auto at = answers.find("200\n"); at != std::string::npos;
       at = answers.find("200\n", at + 4)) {
    ++understood;
  }
  return understood;
}

}  // namespace

int main() {
  constexpr int messages = 100;
  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});
  waybill::tracker tracker{store};
  for (int i = 0; i < messages; ++i) {
    const auto id = std::to_string(i);
    const auto sent = tracker.record_sent({.origin = {"shop"},
                                           .row = id,
                                           .response = R"({"key": {"id": "3EB0)" + id + R"("}})",
                                           .campaign = "spring sale"});
    if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
  }

  int ends[2];
  checked(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  mailbox answers;  // outlives the ingestor, whose threads put answers there
  waybill::ingestor ingestor{tracker};
  server loop{ingestor, answers};
  loop.add(ends[0]);
  int understood = 0;
  std::thread client{[&] { understood = play_client(ends[1], messages); }};
  loop.run();
  client.join();

  const auto stats = tracker.campaign_stats({"shop", "spring sale"});
  const auto batches = ingestor.stats().batch_updates.total();
  std::cout << understood << " answered 200, " << stats->counters.delivered << " delivered\n";
  std::clog << "in " << batches << " batches\n";
  return understood == messages && stats->counters.delivered == messages ? 0 : 1;
}
