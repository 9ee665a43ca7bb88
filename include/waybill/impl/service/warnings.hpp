#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include <waybill/dialect.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/service.hpp>
#include <waybill/impl/service/warning_pace.hpp>
#include <waybill/issue.hpp>
#include <waybill/parse.hpp>
#include <waybill/update.hpp>

namespace waybill::detail {

/// Whether a warning of this is due; the parts together are its subject.
[[nodiscard]] inline bool is_warning_due(const service& of,
                                         std::initializer_list<std::string_view> parts) {
  if (!of.options.on_log) return false;
  std::string subject;
  for (const auto part : parts) subject.append(part).append(1, '\0');
  return of.warnings->is_due(subject, of.options.clock->steady_now());
}

/// Tells of what the database's set-up refuses: it fails many updates alike, so each error is told
/// of one of them.
inline void tell_misconfigured(const service& of, const incoming_update& in, std::string_view what,
                               const store_error& why) {
  if (!is_warning_due(of, {"misconfigured", in.from.tenant, why.what()})) return;
  log(of.options.on_log, severity::error, with_sqlstate(why.sqlstate(), ids_of(in)), "{}: {}",
      {what, why.what()});
}

[[nodiscard]] inline bool ignores(const parse_report& report, ignore_reason reason) {
  return std::any_of(report.ignored.begin(), report.ignored.end(),
                     [&](const auto& each) { return each.reason == reason; });
}

/// Whether a dialect made nothing of a body that another one may well understand.
[[nodiscard]] inline bool may_be_foreign(const parse_report& report) {
  if (!report.updates.empty()) return false;
  const auto is_of_shape = [](const issue& each) {
    return each.code != issue_code::unmapped_status && each.code != issue_code::too_large;
  };
  return ignores(report, ignore_reason::unknown_event) ||
         std::any_of(report.issues.begin(), report.issues.end(), is_of_shape);
}

/// With the wrong dialect every report is lost: tells whose body it is.
inline void warn_of_foreign(const service& of, const parse_report& report, std::string_view body,
                            const origin& from) {
  const auto chosen = of.options.dialect.name;
  const auto found = recognise(body, of.options.limits);
  if (found.dialect == chosen) return;
  if (found.dialect.empty() && !report.issues.empty()) return;  // each issue is told already
  // Forks of Evolution post Baileys' items, and events of their own, in Evolution's envelope.
  if (found.is_mere_envelope && chosen == "baileys") return;
  if (!is_warning_due(of, {"foreign", from.tenant, found.instance, found.dialect})) return;
  const log_ids ids{from.tenant, found.instance, {}, {}};
  if (found.dialect.empty()) {
    return log(
        of.options.on_log, severity::warning, ids,
        "this is no webhook of '{}', the dialect that is chosen, nor of any provider that is "
        "known: it moves nothing",
        {chosen});
  }
  log(of.options.on_log, severity::warning, ids,
      "this looks like a webhook of {} (dialect '{}'), and '{}' is the dialect that is chosen: it "
      "moves nothing",
      {found.provider, found.dialect, chosen});
}

inline void warn_of_report(const service& of, const parse_report& report, std::string_view body,
                           const origin& from) {
  const log_ids ids{from.tenant, {}, {}, {}};
  for (const auto* problems : {&report.issues, &report.remarks}) {
    for (const auto& each : *problems) {
      log(of.options.on_log, severity::warning, ids, "{} at '{}': {}",
          {to_string(each.code), each.pointer, each.message});
    }
  }
  if (!of.options.on_log) return;
  if (may_be_foreign(report)) warn_of_foreign(of, report, body, from);
  if (report.assumes_numbers && is_warning_due(of, {"numbers", from.tenant})) {
    log(of.options.on_log, severity::warning, ids,
        "a status is a number, and nobody said what numbers mean here: 2 is taken for delivered "
        "and "
        "3 for read, which in Baileys' own numbering are sent and delivered; choose "
        "evolution(reference_numbers) or evolution(baileys_numbers)");
  }
  const bool doubts_reader = ignores(report, ignore_reason::unproven_reader);
  if (doubts_reader && is_warning_due(of, {"reader", from.tenant})) {
    log(of.options.on_log, severity::warning, ids,
        "a group was read by somebody who may be a device of our own: it moves nothing; tell the "
        "dialect baileys() all of our own addresses");
  }
}

/// An update whose row was sent from an instance of another name. `may_speak` is whether the origin
/// allows the one that the body names.
inline void warn_of_instance(const service& of, const incoming_update& in, std::string_view of_row,
                             bool may_speak) {
  const auto& allowed = in.from.instances;
  const std::string_view of_body =
      in.update.instance.empty() && !allowed.empty() ? allowed.front() : in.update.instance;
  const std::string_view kind = may_speak ? "other name" : "not allowed";
  if (!is_warning_due(of, {kind, in.from.tenant, of_body, of_row})) return;
  const log_ids ids{in.from.tenant, of_body, in.update.message_id, {}};
  if (may_speak) {
    log(of.options.on_log, severity::warning, ids,
        "the webhook is of the instance '{}', and the message was sent by '{}': it moves nothing "
        "until the names agree",
        {of_body, of_row});
  } else {
    log(of.options.on_log, severity::warning, ids,
        "the webhook may not speak for the instance '{}' that it names; the message was sent by "
        "'{}'",
        {of_body, of_row});
  }
}

}  // namespace waybill::detail
