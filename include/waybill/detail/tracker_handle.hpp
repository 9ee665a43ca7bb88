#pragma once

// tracker::handle; tracker.hpp includes this file.

#include <exception>
#include <span>
#include <vector>

#include <waybill/detail/answers.hpp>
#include <waybill/detail/early_updates.hpp>
#include <waybill/parse.hpp>
#include <waybill/tracker.hpp>

namespace waybill {

namespace detail {

/// Settles a body's updates, the unknown ones through the parking if the store has one.
class update_pipeline {
 public:
  update_pipeline(store& where, const tracker_options& options, retrier& retry,
                  std::vector<status_transition>& transitions)
      : store_(where), options_(options), retry_(retry), transitions_(transitions) {}

  std::vector<settled_update> run(std::span<const incoming_update> updates) {
    settler first_look{store_, options_, retry_, transitions_};
    auto results = first_look.settle(updates);
    auto* const parking = store_.parking();
    if (parking == nullptr) return results;
    std::vector<incoming_update> unknown;
    for (std::size_t i = 0; i < updates.size(); ++i) {
      if (results[i].ending == ending::unknown) unknown.push_back(updates[i]);
    }
    if (unknown.empty()) return results;
    early_updates early{store_, *parking, options_, retry_, transitions_};
    auto parked = early.park(unknown);
    auto next = parked.begin();
    for (auto& result : results) {
      if (result.ending == ending::unknown) result = std::move(*next++);
    }
    return results;
  }

 private:
  store& store_;
  const tracker_options& options_;
  retrier& retry_;
  std::vector<status_transition>& transitions_;
};

/// The updates of a report that can move anything; `pending` reports never do.
[[nodiscard]] inline std::vector<incoming_update> movers(const parse_report& report,
                                                         const origin& from, time_point now) {
  std::vector<incoming_update> result;
  for (const auto& update : report.updates) {
    if (update.receipt != receipt::pending) result.push_back({from, update, now});
  }
  return result;
}

/// The answers that need no store.
[[nodiscard]] inline std::vector<answer> early_answers(const parse_report& report) {
  std::vector<answer> answers(report.items);
  for (const auto& problem : report.issues) answers[problem.item] = answer_to(problem);
  for (const auto& each : report.ignored) answers[each.item] = ignored_answer(report.event);
  for (const auto& update : report.updates) {
    if (update.receipt == receipt::pending) answers[update.item] = unknown_status(update.word);
  }
  return answers;
}

}  // namespace detail

inline reply tracker::process(std::string_view body, const origin& from,
                              std::chrono::milliseconds within) const {
  const auto report = parse(options_.dialect, body, options_.limits);
  for (const auto& problem : report.issues) {
    detail::log(options_.on_log, severity::warning, {from.tenant, {}, {}, {}}, "{} at '{}': {}",
                to_string(problem.code), problem.pointer, problem.message);
  }
  auto answers = detail::early_answers(report);
  const auto updates = detail::movers(report, from, options_.clock->now());
  std::vector<status_transition> transitions;
  if (!updates.empty()) {
    detail::retrier retry{*options_.clock, within};
    detail::update_pipeline pipeline{store_, options_, retry, transitions};
    const auto settled = pipeline.run(updates);
    for (std::size_t i = 0; i < updates.size(); ++i) {
      const auto& update = updates[i].update;
      answers[update.item] = answer_to(update, settled[i], options_.replies_name_contact);
    }
  }
  auto result = detail::reply_of(std::move(answers));
  result.transitions = std::move(transitions);
  return result;
}

inline reply tracker::handle(std::string_view body, const origin& from,
                             std::optional<std::chrono::milliseconds> within) const noexcept {
  try {
    return process(body, from, within.value_or(options_.deadline));
  } catch (const std::exception& error) {
    detail::log(options_.on_log, severity::error, {from.tenant, {}, {}, {}}, "not handled: {}",
                error.what());
  } catch (...) {
    detail::log(options_.on_log, severity::error, {from.tenant, {}, {}, {}}, "not handled");
  }
  return {503, R"({"error":"Processing failed"})", {}};
}

}  // namespace waybill
