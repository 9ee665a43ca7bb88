// waybill intend, sent, handle, sweep: what happens to messages.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <waybill/dialects/serialized_ids.hpp>

#include "commands.hpp"
#include "opened_store.hpp"
#include "options.hpp"
#include "views.hpp"

namespace waybill_harness {

namespace {

using nlohmann::ordered_json;

struct sent_options : work_options {
  waybill::sent_message message{};
  std::string message_id{};
};

/// What to do about a send that was not recorded.
[[nodiscard]] std::string advice_on(const sent_options& options, waybill::send_outcome outcome) {
  using enum waybill::send_outcome;
  switch (outcome) {
    case unknown_campaign:
      return fmt::format("There is no campaign \"{0}\"; to make it: {1}", options.message.campaign,
                         options.to_type({"campaign", "add", options.message.campaign}));
    case unknown_answer: return "A message id is needed.";
    case needs_resend:
      return "The row has a message id already; --resend records a new message for it.";
    case already_recorded: return "It is sent already; do not post it again.";
    case unknown_row:
      return options.schema_file.empty() ? "There is no such row; --campaign makes it."
                                         : "There is no such row in your tables.";
    case foreign_status: return "The row has a status of your own; it is left alone.";
    case rejected: return "It is refused for good; look at its ids.";
    default: return "The send was not recorded.";
  }
}

/// Says what became of it; ends with `no` where it did not become what was asked for.
void tell_recorded(const sent_options& options, const waybill::send_result& result, bool is_done,
                   report& out) {
  static const columns what{{"row", "row"}, {"send", "send"}, {"message id", "message_id"}};
  out.row(what, to_json(options.message.row, result));
  if (result.unknown_instance) {
    out.say_wrong(
        fmt::format("It is recorded, but there is no instance \"{}\": no gauges count it, and "
                    "reports in another name wait until it is recorded again with the right one.",
                    options.message.instance));
  }
  if (is_done) return;
  out.say_wrong(advice_on(options, result.outcome));
  throw ended{exit_code::no};
}

void record(const sent_options& options, report& out) {
  const ready_store store{options};
  auto sent = options.message;
  sent.origin.tenant = options.tenant;
  waybill::send_response response;
  response.message_id = waybill::dialects::own_message_id(options.message_id);
  const auto result = store.tracker().record_sent(sent, response);
  tell_recorded(options, result, result.ok(), out);
}

void intend(const sent_options& options, report& out) {
  const ready_store store{options};
  const auto& message = options.message;
  const auto result = store.tracker().intend({.origin = {options.tenant},
                                              .row = message.row,
                                              .instance = message.instance,
                                              .message_id = options.message_id,
                                              .resend = message.resend,
                                              .campaign = message.campaign,
                                              .contact = message.contact});
  tell_recorded(options, result, result.outcome == waybill::send_outcome::intended, out);
}

using sent_action = void (*)(const sent_options& options, report& out);

void add_sent(CLI::App& program, report& out, const char* name, const char* about,
              const char* about_id, sent_action act) {
  auto* const command = program.add_subcommand(name, about);
  const auto options = std::make_shared<sent_options>();
  auto& message = options->message;
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  command->add_option("ROW", message.row, "The campaign contact's id")->required();
  command->add_option("MESSAGE_ID", options->message_id, about_id)->required();
  command->add_option("--campaign", message.campaign, "Makes the row if there is none yet");
  command->add_option("--contact", message.contact, "Of a row that is made");
  command->add_option("--instance", message.instance, "The instance it goes through");
  command->add_flag("--resend", message.resend, "A new message for a row that has one is meant");
  command->callback([options, act, &out] { act(*options, out); });
}

struct handle_options : work_options {
  std::vector<std::string> files{};
};

void handle(const handle_options& options, report& out) {
  static const auto what = reply_columns({"file", "file", cell::long_text});
  const ready_store store{options};
  const auto tracker = store.tracker();
  bool all_stored = true;
  for (const auto& file : options.files) {
    const auto reply = tracker.handle(read_file(file), {options.tenant});
    all_stored = all_stored && reply.http_status != 503;
    out.row(what, {{"file", file},
                   {"http_status", reply.http_status},
                   {"reply", ordered_json::parse(reply.body)}});
  }
  if (all_stored) return;
  out.say_wrong("Not all were stored; to take the same files again is safe.");
  throw ended{exit_code::failed};
}

void add_handle(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "handle", "Take webhook bodies as a server would; exits with 3 if any was not stored (503)");
  const auto options = std::make_shared<handle_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->add_option("FILE", options->files, "Files of one body each; - is standard input")
      ->required();
  command->callback([options, &out] { handle(*options, out); });
}

void sweep(const work_options& options, report& out) {
  static const columns what{{"settled", "settled", cell::number},
                            {"expired", "expired", cell::number},
                            {"evicted", "evicted", cell::number},
                            {"waiting", "waiting", cell::number}};
  const ready_store store{options};
  const auto swept = store.tracker().sweep();
  out.row(what, {{"settled", swept.settled},
                 {"expired", swept.expired},
                 {"evicted", swept.evicted},
                 {"waiting", swept.waiting}});
}

void add_sweep(CLI::App& program, report& out) {
  auto* const command = program.add_subcommand(
      "sweep", "Settle reports that came before their send was recorded, and drop expired ones");
  const auto options = std::make_shared<work_options>();
  options->add_store(*command);
  options->add_policy(*command);
  command->callback([options, &out] { sweep(*options, out); });
}

}  // namespace

void add_messages(CLI::App& program, report& out) {
  add_sent(program, out, "intend",
           "Record the id under which a message is about to be posted; exits with 1 if it must not "
           "be",
           "A new one, which the gateway is given as the message's id", intend);
  add_sent(program, out, "sent", "Record that a message was handed to the gateway",
           "What the gateway gave as the message's id", record);
  add_handle(program, out);
  add_sweep(program, out);
}

}  // namespace waybill_harness
