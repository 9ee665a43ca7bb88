#pragma once

#include <string>
#include <vector>

#include <waybill/pace.hpp>

namespace waybill::detail {

/// What a statement calls a message's status and times.
struct pace_words {
  std::string status;
  std::string sent_at;
  std::string delivered_at;
  std::string read_at;
  std::string failed_at;
};

/// One slot of a message in SQL: its number where the condition holds. Without a condition it is
/// NULL where there is none.
struct pace_term {
  pace_kind kind;
  std::string condition;
  std::string slot;
};

/// `slots_of` in SQL for PostgreSQL: a term for each kind, in their order.
[[nodiscard]] std::vector<pace_term> pace_terms(const pace_words& of);

/// The bucket of the time between two moments.
[[nodiscard]] std::string pace_bucket(const std::string& from, const std::string& to);

}  // namespace waybill::detail
