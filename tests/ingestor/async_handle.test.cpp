// For servers on an event loop: callbacks that only move, and coroutines. Clang 14 has no
// coroutines of the standard, so the sanitizers' builds see the first two of these cases alone.

#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/async_handle.hpp>

#include "support/ingest_shop.hpp"
#include "support/task_queue.hpp"
#if defined(__cpp_impl_coroutine)
#include <coroutine>
#endif

using namespace waybill_test;
using waybill::receipt;

TEST_CASE("a callback may be one that can only be moved") {
  ingest_shop here{1};
  auto promised = std::make_unique<std::promise<int>>();
  auto answered = promised->get_future();
  here.ingestor.submit(read_of(0), {tenant, {}},
                       [promised = std::move(promised)](const waybill::reply& answer) {
                         promised->set_value(answer.http_status);
                       });
  CHECK(answered.get() == 200);
}

TEST_CASE("a callback may be one that is large") {
  ingest_shop here{1};
  std::promise<std::string> promised;
  const std::array<std::string, 9> words{"one",  "and", "eight", "more", "of",
                                         "them", "in",  "it",    "!"};
  here.ingestor.submit(read_of(0), {tenant, {}}, [&promised, words](const waybill::reply&) {
    promised.set_value(words.front() + words.back());
  });
  CHECK(promised.get_future().get() == "one!");
}

#if defined(__cpp_impl_coroutine)

namespace {

/// A coroutine that begins at once, and is destroyed with this object.
class started_task {
 public:
  struct promise_type {
    [[nodiscard]] started_task get_return_object() {
      return started_task{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };

  explicit started_task(std::coroutine_handle<promise_type> of) : of_(of) {}
  started_task(started_task&& from) noexcept : of_(std::exchange(from.of_, {})) {}
  started_task& operator=(started_task&&) = delete;
  ~started_task() {
    if (of_) of_.destroy();
  }

 private:
  std::coroutine_handle<promise_type> of_;
};

/// How a body was answered, and on which thread.
struct awaited {
  std::vector<int> statuses{};
  std::thread::id where{};
};

/// A server's loop, and coroutines on it.
struct loop_shop : ingest_shop {
  task_queue loop{};
  awaited seen{};

  using ingest_shop::ingest_shop;
  ~loop_shop() {
    gate.open();
    ingestor.stop(patience);  // its threads leave nothing in the loop after this
  }

  [[nodiscard]] started_task handle(std::string body) {
    const auto post = [this](waybill::resumption resume) { loop.put(std::move(resume)); };
    const waybill::origin from{tenant, {}};
    const auto answer = co_await waybill::async_handle(ingestor, std::move(body), from, post);
    seen.statuses.push_back(answer.http_status);
    seen.where = std::this_thread::get_id();
  }
  /// The same with an answer that comes after the coroutine waits for it.
  [[nodiscard]] started_task handle_slowly(std::string body) {
    gate.close();
    auto task = handle(std::move(body));
    gate.open();
    return task;
  }
};

using post_function = std::function<void(waybill::resumption)>;

template <typename Ingestor, typename From, typename Post>
concept takes = requires(Ingestor& with, From&& from, Post&& post) {
  waybill::async_handle(with, std::string{}, std::forward<From>(from));
  waybill::async_handle(with, std::string{}, std::forward<From>(from), std::forward<Post>(post));
};
template <typename Ingestor>
concept takes_braces = requires(Ingestor& with, const post_function& post) {
  waybill::async_handle(with, std::string{}, {"shop", {}}, post);
};
template <typename Ingestor>
concept takes_braces_alone = requires(Ingestor& with) {
  waybill::async_handle(with, std::string{}, {"shop", {}});
};

}  // namespace

TEST_CASE("a coroutine is answered on its loop, after its body is durable") {
  loop_shop here{1};
  const auto task = here.handle_slowly(read_of(0));
  here.loop.run_one();
  CHECK(here.seen.statuses == std::vector{200});
  CHECK(here.seen.where == std::this_thread::get_id());
  CHECK(here.status("row_0") == waybill::message_status::read);
}

TEST_CASE("a coroutine whose body needs no store goes on at once") {
  loop_shop here{1};
  const auto refused = here.handle("no JSON");
  const auto ignored = here.handle(R"({"event":"other"})");
  CHECK(here.seen.statuses == std::vector{400, 200});
  here.ingestor.stop(patience);
  const auto stopped = here.handle(read_of(0));
  CHECK(here.seen.statuses == std::vector{400, 200, 503});
  CHECK(here.loop.empty());
}

TEST_CASE("a coroutine that says nothing of its loop goes on where the answer is") {
  ingest_shop here{1};
  std::promise<std::thread::id> where;
  const auto handle = [&]() -> started_task {
    const waybill::origin from{tenant, {}};
    const auto answer = co_await waybill::async_handle(here.ingestor, read_of(0), from);
    CHECK(answer.http_status == 200);
    where.set_value(std::this_thread::get_id());
  };
  here.gate.close();
  const auto task = handle();
  here.gate.open();
  CHECK(where.get_future().get() != std::this_thread::get_id());
  here.ingestor.stop(patience);  // the coroutine has come to its end
}

TEST_CASE("a loop goes on with other work for as long as the store is held") {
  constexpr std::size_t bodies = 100;
  loop_shop here{bodies + 1};
  const auto first = here.hold_writer();
  std::vector<started_task> waiting;
  for (std::size_t i = 1; i <= bodies; ++i) waiting.push_back(here.handle(read_of(i)));
  std::size_t served = 0;
  for (int i = 0; i < 1000; ++i) {
    here.loop.put([&] { ++served; });
    here.loop.run_one();
  }
  CHECK(served == 1000);
  CHECK(here.seen.statuses.empty());
  here.gate.open();
  for (std::size_t i = 0; i < bodies; ++i) here.loop.run_one();
  CHECK(here.seen.statuses == std::vector<int>(bodies, 200));
}

TEST_CASE("a coroutine that is destroyed while it waits is not resumed, and its body is written") {
  loop_shop here{2};
  const auto first = here.hold_writer();
  { const auto task = here.handle(read_of(1)); }
  here.gate.open();
  here.ingestor.stop(patience);
  CHECK(here.loop.empty());
  CHECK(here.seen.statuses.empty());
  CHECK(here.status("row_1") == waybill::message_status::read);
}

TEST_CASE("a resumption that comes after its coroutine was destroyed does nothing") {
  loop_shop here{1};
  {
    const auto task = here.handle_slowly(read_of(0));
    here.ingestor.stop(patience);
    REQUIRE_FALSE(here.loop.empty());
  }
  here.loop.run_one();
  CHECK(here.seen.statuses.empty());
}

TEST_CASE("a resumption that is called again does nothing") {
  loop_shop here{1};
  std::vector<waybill::resumption> resumptions;
  int resumed = 0;
  const auto handle = [&]() -> started_task {
    const waybill::origin from{tenant, {}};
    const auto post = [&](waybill::resumption resume) { resumptions.push_back(std::move(resume)); };
    static_cast<void>(co_await waybill::async_handle(here.ingestor, read_of(0), from, post));
    ++resumed;
  };
  here.gate.close();
  const auto task = handle();
  here.gate.open();
  here.ingestor.stop(patience);
  REQUIRE(resumptions.size() == 1);
  resumptions[0]();
  resumptions[0]();
  CHECK(resumed == 1);
}

TEST_CASE("what g++ 12 would destroy twice is refused by the compiler") {
  using waybill::ingestor;
  using waybill::origin;
  CHECK(takes<ingestor, const origin&, const post_function&>);
  CHECK(takes<ingestor, origin&, post_function&>);
  CHECK_FALSE(takes<ingestor, origin, const post_function&>);
  CHECK_FALSE(takes<ingestor, const origin&, post_function>);
  CHECK_FALSE(takes_braces<ingestor>);
  CHECK_FALSE(takes_braces_alone<ingestor>);
}

#endif
