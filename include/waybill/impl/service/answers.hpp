#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/dialect.hpp>
#include <waybill/impl/service/logger.hpp>
#include <waybill/impl/service/settle.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_reader.hpp>
#include <waybill/reply.hpp>

namespace waybill::detail {

/// The answer to one item of a body: what the reference handler answers, key for key.
struct answer {
  int http_status = 200;
  std::string body{};
};

[[nodiscard]] inline answer status_answer(std::string_view status) {
  return {200, json_object({{"status", to_json_text(status)}})};
}

[[nodiscard]] inline answer error_answer(int http_status, std::string_view text) {
  return {http_status, json_object({{"error", to_json_text(text)}})};
}

/// What was received is JSON text; a dialect may have none to tell.
[[nodiscard]] inline answer unknown_status(std::string_view received) {
  return {200, json_object({{"status", R"("unknown_status_code")"},
                            {"code", received.empty() ? "null" : received}})};
}

[[nodiscard]] inline answer answer_to(const issue& problem) {
  const std::string_view pointer{problem.pointer};
  switch (problem.code) {
    case issue_code::unmapped_status: return unknown_status(problem.received);
    case issue_code::missing_data:
    case issue_code::missing_message_id:
    case issue_code::missing_field:
      return error_answer(400,
                          filled("Missing field: '{}'", {pointer.substr(pointer.rfind('/') + 1)}));
    case issue_code::wrong_type:
    case issue_code::invalid_message_id:
      return error_answer(400, filled("Invalid field: '{}'", {pointer}));
    case issue_code::duplicate_field:
      return error_answer(400, filled("Duplicate field: '{}'", {pointer}));
    case issue_code::number_out_of_range: return error_answer(400, "Number out of range");
    case issue_code::too_large: return error_answer(400, "Body too large");
    case issue_code::too_deep: return error_answer(400, "Body nested too deep");
    case issue_code::too_many_values: return error_answer(400, "Body has too many values");
    case issue_code::invalid_form: return error_answer(400, "Invalid form");
    case issue_code::invalid_json: break;
  }
  return error_answer(400, "Invalid JSON");
}

[[nodiscard]] inline answer ignored_answer(std::string_view event) {
  return {200, json_object({{"status", R"("ignored")"}, {"event", event}})};
}

[[nodiscard]] inline answer updated_answer(const status_update& update,
                                           const settled_update& settled, bool names_contact) {
  const auto message_id = to_json_text(update.message_id);
  const auto old_status = to_json_text(to_string(*settled.old_status));
  const auto new_status = to_json_text(to_string(*settled.new_status));
  const auto campaign = to_json_text(settled.campaign);
  std::string body = json_object({{"status", R"("updated")"},
                                  {"message_id", message_id},
                                  {"old_status", old_status},
                                  {"new_status", new_status},
                                  {"campaign", campaign}});
  if (names_contact) {
    body.pop_back();
    body += R"(,"contact":)" + to_json_text(settled.contact_name) + '}';
  }
  if (settled.why != failure_kind::unknown) {
    body.pop_back();
    body += R"(,"failure_kind":)" + to_json_text(to_string(settled.why)) + '}';
  }
  return {200, std::move(body)};
}

[[nodiscard]] inline answer answer_to(const status_update& update, const settled_update& settled,
                                      bool names_contact) {
  switch (settled.ending) {
    case ending::unknown:
    case ending::not_ours:
    case ending::misnamed: return status_answer("not_campaign_message");
    case ending::ambiguous: return error_answer(422, "Ambiguous message");
    case ending::rejected: return error_answer(422, "Rejected");
    case ending::failed: return error_answer(503, "Processing failed");
    case ending::decided: break;
  }
  if (settled.verdict == verdict::updated) return updated_answer(update, settled, names_contact);
  return status_answer("already_processed");
}

/// One item is answered by itself; two or more as a list, which is 503 if storage failed for any.
[[nodiscard]] inline reply reply_of(std::vector<answer> answers) {
  if (answers.size() == 1)
    return {answers.front().http_status, std::move(answers.front().body), {}};
  reply result{200, R"({"status":"processed","results":[)", {}};
  for (const auto& each : answers) {
    if (each.http_status == 503) result.http_status = 503;
    if (&each != &answers.front()) result.body += ',';
    result.body += each.body;
  }
  result.body += "]}";
  return result;
}

}  // namespace waybill::detail
