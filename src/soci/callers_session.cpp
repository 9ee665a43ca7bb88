#include "callers_session.hpp"

#include <waybill/store_error.hpp>

namespace waybill::detail {

callers_session::callers_session(savepoint& in, watchdog& dog)
    : postgres_session(in.connection(), dog, std::chrono::milliseconds{0}), in_(in) {}

text_rows callers_session::run(const command& what, const parameters& bound) {
  if (!in_.is_held()) in_.step();
  try {
    auto rows = postgres_session::run(what, bound);
    if (what.writes) in_.wrote();
    return rows;
  } catch (const store_error&) {
    in_.undo();
    throw;
  }
}

bool callers_session::is_clean() noexcept {
  if (in_.is_held()) in_.undo();
  return false;
}

}  // namespace waybill::detail
