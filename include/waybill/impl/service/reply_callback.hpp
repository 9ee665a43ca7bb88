#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include <waybill/reply.hpp>

namespace waybill {

/// Takes the answer to a submitted body: anything that can be called with a `reply`, also what can
/// only be moved, such as a lambda that owns its connection. It is called once, and then destroyed.
/// One larger than seven pointers, or whose move may throw, needs memory, so that making it may
/// throw `std::bad_alloc`.
//
// `std::function` takes nothing that cannot be copied, and `std::move_only_function` is C++23.
class reply_callback {
 public:
  reply_callback() noexcept = default;
  template <typename Callable, typename = std::enable_if_t<
                                   !std::is_same_v<std::remove_cvref_t<Callable>, reply_callback> &&
                                   std::is_invocable_v<std::decay_t<Callable>&, reply>>>
  // Implicit: a lambda is one.
  reply_callback(Callable&& from) {
    using type = std::decay_t<Callable>;
    if constexpr (sizeof(held<type>) <= sizeof room_ && alignof(type) <= alignof(void*) &&
                  std::is_nothrow_move_constructible_v<type>) {
      hold<type>(std::forward<Callable>(from));
    } else {
      hold<boxed<type>>(std::make_unique<type>(std::forward<Callable>(from)));
    }
  }
  reply_callback(reply_callback&& from) noexcept { take(from); }
  reply_callback& operator=(reply_callback&& from) noexcept {
    if (this == &from) return *this;
    drop();
    take(from);
    return *this;
  }
  reply_callback(const reply_callback&) = delete;
  reply_callback& operator=(const reply_callback&) = delete;
  ~reply_callback() { drop(); }

  explicit operator bool() const noexcept { return held_ != nullptr; }
  void operator()(reply answer) { held_->call(std::move(answer)); }

 private:
  struct any_callable {
    any_callable() = default;
    any_callable(const any_callable&) = delete;
    any_callable& operator=(const any_callable&) = delete;
    virtual ~any_callable() = default;
    virtual void call(reply answer) = 0;
    virtual any_callable* move_to(void* room) noexcept = 0;
  };
  template <typename Callable>
  struct held final : any_callable {
    template <typename From>
    held(std::in_place_t, From&& from) : wrapped(std::forward<From>(from)) {}
    void call(reply answer) override { static_cast<void>(wrapped(std::move(answer))); }
    any_callable* move_to(void* room) noexcept override {
      return std::construct_at(static_cast<held*>(room), std::in_place, std::move(wrapped));
    }
    Callable wrapped;
  };
  template <typename Callable>
  struct boxed {
    explicit boxed(std::unique_ptr<Callable> from) noexcept : in(std::move(from)) {}
    void operator()(reply answer) { static_cast<void>((*in)(std::move(answer))); }
    std::unique_ptr<Callable> in;
  };

  template <typename Callable, typename From>
  void hold(From&& from) {
    void* const room = room_.data();
    held_ = std::construct_at(static_cast<held<Callable>*>(room), std::in_place,
                              std::forward<From>(from));
  }
  void take(reply_callback& from) noexcept {
    if (from.held_ == nullptr) return;
    held_ = from.held_->move_to(room_.data());
    from.drop();
  }
  void drop() noexcept {
    if (held_ != nullptr) std::exchange(held_, nullptr)->~any_callable();
  }

  alignas(void*) std::array<std::byte, 8 * sizeof(void*)> room_{};
  any_callable* held_ = nullptr;  ///< in the room; null without
};

}  // namespace waybill
