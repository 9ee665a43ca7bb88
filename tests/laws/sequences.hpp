#pragma once

// Every sequence of reports about one new message, and the state to which decide() leads.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <waybill/decision.hpp>
#include <waybill/message.hpp>
#include <waybill/status.hpp>

namespace sequences {

using sequence = std::vector<waybill::receipt>;

/// Calls `visit` with each sequence of 1 to `longest` of these reports.
template <typename Visit>
void for_each(std::span<const waybill::receipt> reports, std::size_t longest, Visit visit) {
  std::vector<sequence> todo{{}};
  while (!todo.empty()) {
    const auto current = todo.back();
    todo.pop_back();
    if (!current.empty()) visit(current);
    if (current.size() == longest) continue;
    for (const auto what : reports) {
      todo.push_back(current);
      todo.back().push_back(what);
    }
  }
}

/// The result of a sequence, which the laws compare.
struct ending {
  waybill::message_state state{};
  waybill::campaign_delta counted{};

  friend bool operator==(const ending&, const ending&) = default;
};

template <typename Decide>
[[nodiscard]] ending follow(const sequence& reports, const Decide& decide) {
  ending end;
  for (const auto what : reports) {
    const waybill::decision answer = decide(end.state, what);
    end.state = answer.next;
    end.counted += answer.campaign;
  }
  return end;
}

/// The result of checking a law.
struct finding {
  std::size_t sequences = 0;
  std::size_t violations = 0;
};

/// Order and duplicates: sequences of the same reports must have the same result.
template <typename Decide>
[[nodiscard]] finding check_order(std::span<const waybill::receipt> reports, std::size_t longest,
                                  const Decide& decide) {
  finding found;
  std::array<std::optional<ending>, 64> ends;  // by the set of reports in the sequence
  for_each(reports, longest, [&](const sequence& current) {
    std::size_t members = 0;
    for (const auto what : current) members |= std::size_t{1} << static_cast<unsigned>(what);
    const auto end = follow(current, decide);
    if (!ends[members]) ends[members] = end;
    ++found.sequences;
    if (*ends[members] != end) ++found.violations;
  });
  return found;
}

/// The counters of one message, from its state.
[[nodiscard]] inline waybill::campaign_delta recount(const waybill::message_state& state) {
  const auto count = [&](waybill::milestone which) {
    return state.reached.contains(which) ? 1 : 0;
  };
  return {count(waybill::milestone::sent), count(waybill::milestone::delivered),
          count(waybill::milestone::read), state.status == waybill::message_status::failed ? 1 : 0};
}

/// Counting: after any reports, the counters are what the state shows.
template <typename Decide>
[[nodiscard]] finding check_counts(std::span<const waybill::receipt> reports, std::size_t longest,
                                   const Decide& decide) {
  finding found;
  for_each(reports, longest, [&](const sequence& current) {
    const auto end = follow(current, decide);
    ++found.sequences;
    if (end.counted != recount(end.state)) ++found.violations;
  });
  return found;
}

}  // namespace sequences
