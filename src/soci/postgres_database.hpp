#pragma once

#include <string>

#include <waybill/soci/postgres_options.hpp>
#include <waybill/soci/postgres_store.hpp>

#include "command.hpp"
#include "session_pool.hpp"
#include "text_rows.hpp"

namespace waybill {

/// What the parts of a `postgres_store` share: its sessions. One file each for the parts:
/// postgres_messages.cpp, postgres_parking.cpp, postgres_reports.cpp, postgres_catalog.cpp,
/// postgres_schema.cpp.
class postgres_store::implementation {
 public:
  implementation(const std::string& connection, const postgres_options& options)
      : pool_(connection, options) {}

  /// Runs one statement in a transaction of its own.
  detail::text_rows run(const detail::command& what, const detail::parameters& bound) {
    return pool_.borrow()->run(what, bound);
  }
  /// A session for several statements; it goes back, rolled back if need be, with the lease.
  [[nodiscard]] detail::session_pool::lease borrow() { return pool_.borrow(); }

 private:
  detail::session_pool pool_;
};

}  // namespace waybill
