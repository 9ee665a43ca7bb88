#include "lent_session.hpp"

#include <exception>
#include <string>
#include <utility>

#include <waybill/store_error.hpp>

#include "callers_connection.hpp"

namespace waybill::detail {

lent_session::lent_session(std::shared_ptr<PGconn> lent, watchdog& dog,
                           std::chrono::milliseconds answer_timeout)
    : postgres_session(lent.get(), dog, answer_timeout), lent_(std::move(lent)) {
  expect_lendable(connection());
  let_it_be_cut();
}

bool lent_session::is_clean() noexcept {
  static_cast<void>(postgres_session::is_clean());
  return false;
}

std::shared_ptr<PGconn> borrow_from(const lender& from) {
  try {
    return from.lend();
  } catch (const store_error&) {
    throw;
  } catch (const std::exception& error) {
    throw store_error{store_failure::retry_safe,
                      std::string{"lease: the program lent no connection: "} + error.what()};
  }
}

}  // namespace waybill::detail
