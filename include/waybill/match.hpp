#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <waybill/message.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// How many candidates match an update.
enum class match_kind : std::uint8_t {
  unknown,    ///< no row has this message id in the tenant: park it
  not_ours,   ///< rows have it, but of instances for which this update does not speak
  one,        ///< exactly one row matches
  ambiguous,  ///< several rows match
};

/// Which row an update means, among those that share a tenant and a message id.
struct match {
  match_kind kind = match_kind::unknown;  ///< how many match
  std::size_t row = 0;                    ///< index among the candidates when `kind` is `one`

  friend constexpr bool operator==(const match&, const match&) noexcept = default;
};

namespace detail {

[[nodiscard]] inline bool may_speak_for(const origin& from, const std::string& instance) {
  return instance.empty() || from.instances.empty() ||
         std::find(from.instances.begin(), from.instances.end(), instance) != from.instances.end();
}

/// The one candidate for which `fits` holds; `otherwise` if there is none.
template <typename Predicate>
[[nodiscard]] match only(std::span<const tracked_message> rows, Predicate fits,
                         match_kind otherwise) {
  match found{otherwise, 0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!fits(rows[i])) continue;
    if (found.kind == match_kind::one) return {match_kind::ambiguous, 0};
    found = {match_kind::one, i};
  }
  return found;
}

}  // namespace detail

/// Finds the row an update means among `candidates`: all rows of the update's tenant with its
/// message id.
///
/// An instance never speaks for another's message: the body's instance must be the one that sent
/// the row. If either side names none, tenant and message id decide, provided that exactly one row
/// (of the instances the origin may speak for) has them.
[[nodiscard]] inline match find_match(const origin& from, const std::string& instance,
                                      std::span<const tracked_message> candidates) {
  if (candidates.empty()) return {};
  if (!detail::may_speak_for(from, instance)) return {match_kind::not_ours, 0};

  const auto allowed = [&](const tracked_message& row) {
    return detail::may_speak_for(from, row.instance);
  };
  const auto same_instance = [&](const tracked_message& row) {
    return !instance.empty() && row.instance == instance;
  };
  const auto named = detail::only(candidates, same_instance, match_kind::not_ours);
  if (named.kind != match_kind::not_ours) return named;

  const bool one_side_is_silent =
      instance.empty() || std::any_of(candidates.begin(), candidates.end(),
                                      [](const auto& row) { return row.instance.empty(); });
  if (!one_side_is_silent) return {match_kind::not_ours, 0};
  return detail::only(candidates, allowed, match_kind::not_ours);
}

}  // namespace waybill
