#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waybill::detail {

/// A statement of a store: its text, what comes back, and what its failure means.
struct command {
  std::string_view operation;  ///< what errors call it
  std::string sql;
  std::size_t columns = 0;  ///< that come back
  bool writes = true;       ///< a lost connection leaves its outcome unknown
  bool hot = false;         ///< worth keeping prepared
};

/// What a statement binds, by name. Every value goes as text and is cast in SQL.
using parameters = std::vector<std::pair<std::string_view, std::string>>;

/// The largest count that PostgreSQL's bigint can take.
inline constexpr std::uint64_t no_limit = std::numeric_limits<std::int64_t>::max();

/// A limit as text for a bigint.
[[nodiscard]] inline std::string limit_text(std::uint64_t limit) {
  return std::to_string(std::min(limit, no_limit));
}

}  // namespace waybill::detail
