#pragma once

#include <mutex>

#include <waybill/impl/store/memory_parked.hpp>
#include <waybill/impl/store/memory_tables.hpp>

namespace waybill::detail {

/// What the parts of a `memory_store` share. Every call of theirs is one step under the lock.
struct memory_database {
  std::mutex mutex{};
  memory_tables tables{};
  memory_parked parked{};
};

}  // namespace waybill::detail
