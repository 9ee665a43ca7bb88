#pragma once

#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include <waybill/impl/service/after_record.hpp>
#include <waybill/impl/service/service.hpp>
#include <waybill/sends.hpp>

namespace waybill::detail {

/// Records sends whose commit is somebody else's, and still to come: what fails is not tried again,
/// no observer is told, and what was parked stays so. `where` records sends.
[[nodiscard]] inline std::vector<send_result> record_unsettled(
    const service& of, store& where, std::span<const sent_message> sent,
    std::span<const send_response> responses) {
  service unheard{where, of.options, of.warnings};
  unheard.options.observers.clear();
  call in{unheard, std::chrono::milliseconds::max(), [] { return true; }};
  auto& sends = *where.sends();
  auto results = record(in, sends, open_sends(sent, responses, in.options.clock->now()));
  warn_of_unrecorded(in.options.on_log, sent, results);
  tell_troubles(in.options.on_log, sent, results);
  tell_unknown_instances(in, sends, sent, results);
  return results;
}

}  // namespace waybill::detail
