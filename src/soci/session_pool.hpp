#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include <waybill/soci/lender.hpp>
#include <waybill/soci/postgres_options.hpp>

#include "postgres_session.hpp"
#include "savepoint.hpp"
#include "session_lender.hpp"
#include "watchdog.hpp"

namespace waybill::detail {

/// The connections of one `postgres_store`, and the watchdog over them. Thread-safe.
class session_pool {
 public:
  using lease = session_lender<postgres_session>::lease;

  session_pool(const std::string& given, const postgres_options& options);
  /// Of connections that the program lends, each for one borrowing.
  session_pool(const lender& from, const postgres_options& options);
  /// Of the one connection that the caller's transaction is on, under the watchdog of another pool.
  /// The savepoint must outlive it.
  session_pool(const session_pool& like, savepoint& in);

  /// Waits for a free session, at most as long as the options or the caller's deadline allow.
  /// Throws `store_error`, always `retry_safe`.
  [[nodiscard]] lease borrow() { return lender_.borrow(); }

 private:
  [[nodiscard]] std::unique_ptr<postgres_session> open();
  void expect_no_sharing(postgres_session& session);

  std::string where_{};
  bool keeps_prepared_ = false;
  std::chrono::milliseconds answer_timeout_;
  std::atomic<bool> is_known_not_to_share_ = true;
  std::shared_ptr<watchdog> dog_;
  session_lender<postgres_session> lender_;
};

}  // namespace waybill::detail
