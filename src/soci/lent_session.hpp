#pragma once

#include <chrono>
#include <memory>

#include <waybill/soci/lender.hpp>

#include "postgres_session.hpp"

namespace waybill::detail {

/// A connection that the program lent for one call. It goes back as it came, in no transaction; or
/// cut, where the server did not answer in time.
class lent_session final : public postgres_session {
 public:
  /// Throws `store_error` for a connection that cannot be used.
  lent_session(std::shared_ptr<PGconn> lent, watchdog& dog,
               std::chrono::milliseconds answer_timeout);

  /// It goes back to its owner: nobody is given it next.
  [[nodiscard]] bool is_clean() noexcept override;

 private:
  std::shared_ptr<PGconn> lent_;
};

/// What a lender gives. Throws `store_error`, `retry_safe`, for whatever it throws.
[[nodiscard]] std::shared_ptr<PGconn> borrow_from(const lender& from);

}  // namespace waybill::detail
