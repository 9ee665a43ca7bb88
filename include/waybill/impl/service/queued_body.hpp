#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <waybill/impl/service/message_claims.hpp>
#include <waybill/impl/service/opened_body.hpp>
#include <waybill/impl/service/reply_callback.hpp>
#include <waybill/impl/service/settle.hpp>
#include <waybill/reply.hpp>

namespace waybill::detail {

/// A body on its way through an ingestor. Its caller shares it with the writer, and may
/// leave at its deadline while the writer still works on it.
struct queued_body {
  using time = std::chrono::steady_clock::time_point;

  std::string tenant{};
  opened_body opened{};
  std::vector<claim_place> places{};  ///< of the messages of its updates
  claim_place tenant_place{};
  std::size_t bytes = 0;      ///< of its texts while it waits
  time deadline{};            ///< by the computer's own clock
  time accepted_at{};         ///< by the clock of the options
  reply_callback callback{};  ///< of a submitted one
  // Written by the writer before `ended` is, and read after it.
  std::vector<settled_update> settled{};  ///< of each update; failed until it is written
  std::vector<status_transition> transitions{};
  bool ended = false;  ///< guarded by the intake

  [[nodiscard]] std::size_t updates() const noexcept { return opened.updates.size(); }
  /// Not acknowledged, whatever became of it.
  void fail() noexcept {
    for (auto& each : settled) each = {};
    transitions.clear();
  }
};

using body_ptr = std::shared_ptr<queued_body>;
/// Bodies go from the queue to their answer by splicing, which needs no memory: every
/// accepted body is answered even where there is none.
using body_list = std::list<body_ptr>;

/// What the updates of a body hold in memory, roughly.
[[nodiscard]] inline std::size_t bytes_of(const opened_body& body) noexcept {
  std::size_t result = 0;
  for (const auto& [from, update, arrived_at] : body.updates) {
    result += sizeof(incoming_update) + update.message_id.size() + update.instance.size() +
              update.word.size() + update.reason.code.size() + update.reason.text.size();
  }
  return result;
}

/// The answer to a body that has ended; takes it out. Where there is no memory for it the body is
/// not acknowledged, and sending it again is harmless.
[[nodiscard]] inline reply answer_of(queued_body& body, bool names_contact) noexcept {
  try {
    auto result = close_body(std::move(body.opened), body.settled, names_contact);
    result.transitions = std::move(body.transitions);
    return result;
  } catch (...) {
    return not_processed();
  }
}

}  // namespace waybill::detail
