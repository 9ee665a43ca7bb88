#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <waybill/soci/sqlite_options.hpp>

#include "sqlite_session.hpp"

namespace waybill::detail {

/// Connections to one file: opened when needed, given out one caller at a time, and closed when
/// anything is wrong with them. Thread-safe.
class sqlite_sessions {
 public:
  sqlite_sessions(std::string file, std::size_t limit, const sqlite_options& options);

  /// A session for one caller; it goes back, rolled back if need be, with the lease.
  class lease {
   public:
    lease(sqlite_sessions& from, std::unique_ptr<sqlite_session> session)
        : from_(from), session_(std::move(session)) {}
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() { from_.take_back(std::move(session_)); }

    [[nodiscard]] sqlite_session& operator*() const noexcept { return *session_; }
    [[nodiscard]] sqlite_session* operator->() const noexcept { return session_.get(); }

   private:
    sqlite_sessions& from_;
    std::unique_ptr<sqlite_session> session_;
  };

  /// Waits for a free session, at most as long as `busy_timeout` or the caller's deadline allow.
  /// Throws `store_error`, always `retry_safe`.
  [[nodiscard]] lease borrow();

 private:
  void wait_for_turn();
  [[nodiscard]] std::unique_ptr<sqlite_session> idle_session();
  void take_back(std::unique_ptr<sqlite_session> session) noexcept;
  void give_up_turn() noexcept;

  std::string file_;
  std::size_t limit_;
  sqlite_options options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<sqlite_session>> idle_;  ///< the last one back goes out first
  std::size_t lent_ = 0;
};

}  // namespace waybill::detail
