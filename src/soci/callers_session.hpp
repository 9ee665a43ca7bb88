#pragma once

#include "postgres_session.hpp"
#include "savepoint.hpp"

namespace waybill::detail {

/// The connection that a transaction of the caller's is on: nothing is begun, committed or rolled
/// back but to savepoints of ours. No time limit is set on it: its owner has set some, or none.
class callers_session final : public postgres_session {
 public:
  /// The savepoint must outlive it.
  callers_session(savepoint& in, watchdog& dog);

  /// A statement that fails is undone, and the transaction remains as it was before it.
  text_rows run(const command& what, const parameters& bound = {}) override;
  /// Several statements that are undone together.
  void begin() override { in_.hold(); }
  void commit() override { in_.let_go(); }
  /// It is the caller's: nobody is given it next.
  [[nodiscard]] bool is_clean() noexcept override;

 private:
  savepoint& in_;
};

}  // namespace waybill::detail
