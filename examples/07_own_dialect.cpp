// A provider of your own: `{"mail": ID, "fate": WORD, "why": TEXT}` becomes an update or an issue.
#include <iostream>
#include <map>
#include <vector>

#include <waybill/dialects/receipt_fields.hpp>
#include <waybill/testing/dialect_samples.hpp>
#include <waybill/waybill.hpp>

void read_pigeon(const waybill::json_view& body, waybill::parse_report& report) {
  static const std::map<std::string_view, waybill::receipt> words{
      {"took off", waybill::receipt::sent},
      {"landed", waybill::receipt::delivered},
      {"unrolled", waybill::receipt::read},
      {"eaten", waybill::receipt::failed}};

  if (const auto problem = waybill::dialects::check_message_id(body, "mail"))
    return report.add(*problem);
  const auto fate = body["fate"];
  const auto found = words.find(fate.string());
  if (found == words.end()) {
    const bool is_word = fate.is(waybill::json_kind::string);
    return report.add(waybill::issue{
        .code = is_word ? waybill::issue_code::unmapped_status : waybill::issue_code::wrong_type,
        .pointer = "/fate",
        .message = "no pigeon says so",
        .received = waybill::to_json_text(fate)});
  }
  report.add(
      waybill::status_update{.message_id = std::string{body["mail"].text()},
                             .receipt = found->second,
                             .reason = {.text = waybill::dialects::reason_text(body["why"])}});
}

waybill::dialect pigeon() { return {"pigeon", {{"mail"}, {"fate"}, {"why"}}, read_pigeon}; }

/// The loft answers a send with `{"mail": ID}`, or with `{"grounded": WHY}`.
waybill::send_response read_answer(std::string_view answer) {
  const std::vector<waybill::json_field> fields{{"mail"}, {"grounded"}};
  const auto [document, problem] = waybill::read_json(answer, fields);
  if (problem) return {.problem = problem->message};
  const waybill::json_view body{document};
  return {.message_id = std::string{body["mail"].text()},
          .reason = {.text = waybill::dialects::reason_text(body["grounded"])}};
}

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({"", "spring sale"});
  waybill::tracker tracker{store, {.dialect = pigeon()}};
  const auto sent = tracker.record_sent({.row = "1001", .campaign = "spring sale"},
                                        read_answer(R"({"mail": "M-1"})"));
  if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
  for (const auto* const body :
       {R"({"mail": "M-1", "fate": "landed"})", R"({"mail": "M-1", "fate": "moulted"})",
        R"({"fate": "landed"})", R"({"mail": "M-1", "fate": "eaten", "why": "a hawk"})"}) {
    const auto reply = tracker.handle(body);
    std::cout << reply.http_status << ' ' << reply.body << '\n';
  }

  // This belongs into your tests. SAMPLES is the path of a folder.
  const auto report = waybill::testing::check_samples(pigeon(), SAMPLES);
  std::cout << report.text();
  return report.holds() ? 0 : 1;
}
