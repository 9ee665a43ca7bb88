#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <waybill/soci/postgres_options.hpp>

#include "postgres_session.hpp"
#include "watchdog.hpp"

namespace waybill::detail {

/// The connections of one store: opened when needed, given out one caller at a time, and closed
/// when anything is wrong with them. Thread-safe.
class session_pool {
 public:
  session_pool(const std::string& given, const postgres_options& options);

  /// A session for one caller; it goes back with the lease.
  class lease {
   public:
    lease(session_pool& pool, std::unique_ptr<postgres_session> session)
        : pool_(pool), session_(std::move(session)) {}
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;
    ~lease() { pool_.take_back(std::move(session_)); }

    [[nodiscard]] postgres_session& operator*() const noexcept { return *session_; }
    [[nodiscard]] postgres_session* operator->() const noexcept { return session_.get(); }

   private:
    session_pool& pool_;
    std::unique_ptr<postgres_session> session_;
  };

  /// Waits for a free session, at most as long as the options or the caller's deadline allow.
  /// Throws `store_error`, always `retry_safe`.
  [[nodiscard]] lease borrow();

 private:
  void wait_for_turn();
  [[nodiscard]] std::unique_ptr<postgres_session> idle_session();
  [[nodiscard]] std::unique_ptr<postgres_session> open() const;
  void take_back(std::unique_ptr<postgres_session> session) noexcept;
  void give_up_turn() noexcept;

  postgres_options options_;
  std::string connection_;
  mutable watchdog dog_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<postgres_session>> idle_;  ///< the last one back goes out first
  std::size_t lent_ = 0;
};

}  // namespace waybill::detail
