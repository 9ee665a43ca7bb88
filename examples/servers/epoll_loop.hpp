#pragma once

// An event loop of one thread on epoll, and coroutines that wait on it.

#include <cerrno>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <iostream>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <waybill/async_handle.hpp>

inline int checked(int result) {
  if (result < 0) throw std::system_error{errno, std::generic_category()};
  return result;
}

/// A file that is closed with this object.
class owned_file {
 public:
  explicit owned_file(int file) : file_(checked(file)) {}
  owned_file(owned_file&& from) noexcept : file_(std::exchange(from.file_, -1)) {}
  owned_file& operator=(owned_file&&) = delete;
  ~owned_file() {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] int get() const noexcept { return file_; }

 private:
  int file_;
};

class epoll_loop {
 public:
  epoll_loop() { arm(EPOLL_CTL_ADD, posted_event_.get(), EPOLLIN, nullptr); }
  epoll_loop(const epoll_loop&) = delete;
  epoll_loop& operator=(const epoll_loop&) = delete;
  /// Destroys the coroutines that still wait.
  ~epoll_loop() {
    while (!coroutines_.empty()) {
      std::coroutine_handle<>::from_address(*coroutines_.begin()).destroy();
    }
  }

  /// Resumes coroutines until it is stopped.
  void run() {
    while (!stopped_) {
      epoll_event event{};
      if (::epoll_wait(loop_.get(), &event, 1, -1) < 0) {
        if (errno == EINTR) continue;
        checked(-1);
      }
      if (event.data.ptr == nullptr) {
        resume_posted();
      } else {
        std::coroutine_handle<>::from_address(event.data.ptr).resume();
      }
    }
  }
  void stop() noexcept { stopped_ = true; }

  /// Leaves a resumption to the thread of the loop, from any thread.
  void post(waybill::resumption resume) {
    {
      const std::scoped_lock lock{mutex_};
      posted_.push_back(std::move(resume));
    }
    ::eventfd_write(posted_event_.get(), 1);
  }

  /// To be awaited: until a file can be read (EPOLLIN) or written (EPOLLOUT).
  [[nodiscard]] auto until(int file, std::uint32_t what) {
    struct awaiter {
      epoll_loop& in;
      int file;
      std::uint32_t what;

      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> coroutine) {
        in.wait_for(file, what, coroutine.address());
      }
      void await_resume() const noexcept {}
    };
    return awaiter{*this, file, what};
  }

 private:
  friend struct task;

  void arm(int how, int file, std::uint32_t what, void* coroutine) {
    epoll_event event{};
    event.events = what;
    event.data.ptr = coroutine;
    checked(::epoll_ctl(loop_.get(), how, file, &event));
  }
  void wait_for(int file, std::uint32_t what, void* coroutine) {
    epoll_event event{};
    event.events = what | EPOLLONESHOT;
    event.data.ptr = coroutine;
    if (::epoll_ctl(loop_.get(), EPOLL_CTL_MOD, file, &event) == 0) return;
    checked(::epoll_ctl(loop_.get(), EPOLL_CTL_ADD, file, &event));
  }
  void resume_posted() {
    eventfd_t count = 0;
    checked(::eventfd_read(posted_event_.get(), &count));
    std::vector<waybill::resumption> posted;
    {
      const std::scoped_lock lock{mutex_};
      posted.swap(posted_);
    }
    for (const auto& resume : posted) resume();
  }

  owned_file loop_{::epoll_create1(EPOLL_CLOEXEC)};
  owned_file posted_event_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  bool stopped_ = false;
  std::set<void*> coroutines_;
  std::mutex mutex_;
  std::vector<waybill::resumption> posted_;
};

/// A coroutine that begins at once and belongs to a loop, its first argument.
struct task {
  class promise_type {
   public:
    template <typename... More>
    explicit promise_type(epoll_loop& in, More&...) : in_(in) {
      in_.coroutines_.insert(address());
    }
    promise_type(const promise_type&) = delete;
    promise_type& operator=(const promise_type&) = delete;
    ~promise_type() { in_.coroutines_.erase(address()); }

    [[nodiscard]] task get_return_object() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept try { throw; } catch (const std::exception& failed) {
      std::cerr << "a connection ended: " << failed.what() << '\n';
    }

   private:
    [[nodiscard]] void* address() {
      return std::coroutine_handle<promise_type>::from_promise(*this).address();
    }
    epoll_loop& in_;
  };
};
