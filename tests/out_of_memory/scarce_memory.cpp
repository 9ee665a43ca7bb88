#include "out_of_memory/scarce_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace waybill_test {

namespace {

constexpr long unlimited = -1;

std::atomic<long> served_yet = unlimited;
std::atomic<bool> failed_yet = false;
std::atomic<bool> lasts = false;
thread_local int exempt = 0;

[[nodiscard]] bool fails_now() noexcept {
  if (exempt > 0) return false;
  auto left = served_yet.load();
  do {
    if (left == unlimited) return false;
  } while (left > 0 && !served_yet.compare_exchange_weak(left, left - 1));
  if (left > 0) return false;
  return !failed_yet.exchange(true) || lasts;
}

}  // namespace

scarce_memory::scarce_memory(std::size_t served, shortage how) noexcept {
  lasts = how == shortage::lasting;
  failed_yet = false;
  served_yet = static_cast<long>(served);
}
scarce_memory::~scarce_memory() { served_yet = unlimited; }
bool scarce_memory::was_short() const noexcept { return failed_yet; }

ample_memory::ample_memory() noexcept { ++exempt; }
ample_memory::~ample_memory() { --exempt; }

}  // namespace waybill_test

// The forms that take a size or an alignment of their own, and those for arrays, come to these.
void* operator new(std::size_t size) {
  void* const memory = waybill_test::fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
