#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <waybill/config.hpp>

namespace waybill {

/// What a caller may do after a store failed.
enum class store_failure : std::uint8_t {
  retry_safe,       ///< nothing was written: run it again, now or a little later
  outcome_unknown,  ///< it may or may not have been committed: run it again, it adds nothing twice
  /// Nothing was written, and the same fails again until the set-up of the database is corrected.
  /// It may concern some items of a batch alone: halve it until they stand alone, and answer 503.
  misconfigured,
  permanent,  ///< this batch will never be accepted as it is
};

/// The only exception a store throws on purpose. Its text names the operation and what to do;
/// never SQL, bound values or passwords.
class WAYBILL_EXPORT store_error : public std::runtime_error {
 public:
  /// `what` is a sentence for a log; `sqlstate` is empty where the database has none.
  store_error(store_failure kind, const std::string& what, std::string sqlstate = {})
      : std::runtime_error(what), kind_(kind), sqlstate_(std::move(sqlstate)) {}

  /// What a caller may do; the four questions below ask for one kind each.
  [[nodiscard]] store_failure kind() const noexcept { return kind_; }
  /// Nothing was written.
  [[nodiscard]] bool retry_safe() const noexcept { return kind_ == store_failure::retry_safe; }
  /// It may have been written.
  [[nodiscard]] bool outcome_unknown() const noexcept {
    return kind_ == store_failure::outcome_unknown;
  }
  /// It will be once the set-up is corrected.
  [[nodiscard]] bool misconfigured() const noexcept {
    return kind_ == store_failure::misconfigured;
  }
  /// It never will be.
  [[nodiscard]] bool permanent() const noexcept { return kind_ == store_failure::permanent; }
  /// Whether the same call fails again at once: it may be halved, and is not worth repeating.
  [[nodiscard]] bool is_refusal() const noexcept { return permanent() || misconfigured(); }
  /// The five characters of the database's SQLSTATE; empty where there is none.
  [[nodiscard]] const std::string& sqlstate() const noexcept { return sqlstate_; }

 private:
  store_failure kind_;
  std::string sqlstate_;
};

}  // namespace waybill
