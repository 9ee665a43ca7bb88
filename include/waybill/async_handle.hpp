#pragma once

// An ingestor awaited by coroutines. Empty for compilers without those of the standard: g++ has
// them from version 11 on, Clang from 15 on.

#if defined(__cpp_impl_coroutine)

#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <waybill/ingestor.hpp>

namespace waybill {

namespace detail {

/// What a waiting coroutine and the callback share. It outlives either.
struct awaited_reply {
  enum class stage : std::uint8_t { begun, waiting, answered, over };

  std::atomic<stage> at{stage::begun};
  std::coroutine_handle<> coroutine{};
  std::optional<reply> answer{};
};

/// Stays on the thread that has the answer.
struct resume_at_once {
  template <typename Resumption>
  void operator()(const Resumption& resume) const {
    resume();
  }
};

}  // namespace detail

/// Resumes a coroutine that waits in `async_handle`, on the thread that calls it. Copyable, so that
/// any queue of tasks can hold it. Does nothing the second time, and nothing once the coroutine has
/// been destroyed.
class resumption {
 public:
  /// Made by `async_handle`.
  explicit resumption(std::shared_ptr<detail::awaited_reply> of) noexcept : of_(std::move(of)) {}

  /// Runs the coroutine until it waits again.
  void operator()() const {
    using stage = detail::awaited_reply::stage;
    auto expected = stage::answered;
    if (of_->at.compare_exchange_strong(expected, stage::over)) of_->coroutine.resume();
  }

 private:
  std::shared_ptr<detail::awaited_reply> of_;
};

/// What `async_handle` returns: to be awaited once.
template <typename Post>
class reply_awaiter {
 public:
  /// Made by `async_handle`.
  reply_awaiter(ingestor& with, std::string body, const origin& from, Post post,
                std::optional<std::chrono::milliseconds> within, std::string content_type)
      : with_(with), body_(std::move(body)), from_(from), post_(std::move(post)), within_(within),
        content_type_(std::move(content_type)), state_(std::make_shared<state>()) {}
  /// Before it is awaited.
  reply_awaiter(reply_awaiter&&) noexcept = default;
  reply_awaiter(const reply_awaiter&) = delete;
  reply_awaiter& operator=(reply_awaiter&&) = delete;
  reply_awaiter& operator=(const reply_awaiter&) = delete;
  /// Also when the coroutine is destroyed while it waits: the answer then comes for nobody.
  ~reply_awaiter() {
    if (state_ != nullptr) state_->at.store(stage::over);
  }

  /// Never: the body is parsed when the coroutine has been suspended.
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  /// Submits the body. False, which goes on at once, if its answer is there already.
  bool await_suspend(std::coroutine_handle<> coroutine) {
    state_->coroutine = coroutine;
    // Once it waits, another thread may resume it, and destroy this object meanwhile.
    auto shared = state_;
    with_.submit(
        body_, from_,
        [shared, post = std::move(post_)](reply answer) mutable {
          shared->answer = std::move(answer);
          auto expected = stage::begun;
          if (shared->at.compare_exchange_strong(expected, stage::answered)) return;
          expected = stage::waiting;
          if (shared->at.compare_exchange_strong(expected, stage::answered)) {
            post(resumption{shared});
          }
        },
        within_, content_type_);
    auto expected = stage::begun;
    return shared->at.compare_exchange_strong(expected, stage::waiting);
  }
  /// The answer, as `ingestor::handle` gives it.
  [[nodiscard]] reply await_resume() { return std::move(*state_->answer); }

 private:
  using state = detail::awaited_reply;
  using stage = state::stage;

  ingestor& with_;
  std::string body_;
  origin from_;
  Post post_;
  std::optional<std::chrono::milliseconds> within_;
  std::string content_type_;
  std::shared_ptr<state> state_;
};

/// Takes a webhook body in a coroutine, which waits without a thread until the body is durable:
///
///     const auto post = [&loop](waybill::resumption resume) { loop.post(resume); };
///     const waybill::origin from{tenant};
///     const auto reply = co_await waybill::async_handle(ingestor, std::move(body), from, post);
///
/// It awaits `ingestor::submit`, in every type of coroutine that can await what the standard calls
/// an awaiter. Asio's own cannot; examples/guide/servers.md has the lines for it.
///
/// `post` decides where the coroutine goes on. It is called with a `resumption`, on a thread of the
/// ingestor's, and must leave it to the event loop and return, without waiting and without
/// throwing; the loop calls it. What `post` refers to must outlive the ingestor. Without `post` the
/// coroutine goes on on the ingestor's thread, and what holds for a callback of `submit` holds for
/// all that it does before it waits again: it must wait for nothing, because it holds up the next
/// batch. That is for types of coroutine that return to their own thread by themselves. Either way
/// it goes on at once, on its own thread, where the answer is there before it waits.
///
/// `within` and `content_type` are those of `ingestor::handle`.
///
/// Ownership: all but the ingestor is copied or moved in, and need not live on. Destroying the
/// coroutine while it waits is safe where the resumption would run, on its loop or after that has
/// ended: the body is handled, and its answer is dropped. Without `post` nothing but its end may
/// destroy it.
/// Errors: the reply tells them. Throws `std::bad_alloc` where it could not begin.
template <typename Post>
[[nodiscard]] reply_awaiter<Post> async_handle(
    ingestor& with, std::string body, const origin& from, const Post& post,
    std::optional<std::chrono::milliseconds> within = std::nullopt, std::string content_type = {}) {
  return {with, std::move(body), from, post, within, std::move(content_type)};
}
/// The same without `post`.
[[nodiscard]] inline reply_awaiter<detail::resume_at_once> async_handle(ingestor& with,
                                                                        std::string body,
                                                                        const origin& from) {
  return {with, std::move(body), from, {}, std::nullopt, {}};
}

// Origin and `post` have names: g++ 12 destroys a braced `{tenant}`, and a lambda that is written
// inside `co_await`, twice.
void async_handle(ingestor& with, std::string body, origin&& from) = delete;
template <typename Post>
void async_handle(ingestor& with, std::string body, origin&& from, Post&& post,
                  std::optional<std::chrono::milliseconds> within = std::nullopt,
                  std::string content_type = {}) = delete;
template <typename Post>
void async_handle(ingestor& with, std::string body, const origin& from, const Post&& post,
                  std::optional<std::chrono::milliseconds> within = std::nullopt,
                  std::string content_type = {}) = delete;

}  // namespace waybill

#endif
