#pragma once

#include "soci.hpp"

namespace waybill::detail {

/// Keeps a statement of ours that fails from taking the transaction of the caller with it. One
/// `savepoint` stands for a transaction; each call on it is between `begin()` and `release()`.
///
/// PostgreSQL ends a whole transaction for a statement that fails, unless it is undone to a
/// savepoint. A step begins where another one has written something, so that what fails takes none
/// of that along: one more round trip then, and no more for statements that only read.
class savepoint {
 public:
  explicit savepoint(PGconn* connection) noexcept : connection_(connection) {}

  [[nodiscard]] PGconn* connection() const noexcept { return connection_; }

  /// Throws `std::logic_error` where no transaction is open or the connection is busy, and
  /// `store_error` where the transaction failed before, or its connection is no longer there.
  void begin();
  /// Before a statement.
  void step();
  /// A statement has written something.
  void wrote() noexcept { wrote_ = !held_; }
  /// What follows up to `let_go` is undone together.
  void hold();
  void let_go() noexcept;
  [[nodiscard]] bool is_held() const noexcept { return held_; }
  /// Undoes what was done since the last step began.
  void undo() noexcept;

  /// Ends the call: what it did stays in the transaction.
  void release();
  /// Ends the call: nothing of it stays.
  void take_back() noexcept;

 private:
  void run(const char* sql);

  PGconn* connection_;
  bool wrote_ = false;     ///< since the step began
  bool has_step_ = false;  ///< beyond that of the call itself
  bool held_ = false;
};

}  // namespace waybill::detail
