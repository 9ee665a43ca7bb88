#pragma once

#include <string>

#include "postgres/observer.hpp"
#include "support/eventually.hpp"

namespace waybill_test {

/// Waits until so many sessions of the observer's database wait for another transaction's lock.
[[nodiscard]] inline bool come_to_wait_for_locks(observer& look, int sessions) {
  return eventually([&] {
    return look.value(
               "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
               " AND datname = current_database()") == std::to_string(sessions);
  });
}

}  // namespace waybill_test
