// waybill sent, handle, sweep: what happens to messages.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "choices.hpp"
#include "commands.hpp"
#include "send_line.hpp"

namespace waybill_cli {

namespace {

using nlohmann::ordered_json;

void print(const ordered_json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

struct sent_options : work_options {
  waybill::sent_message message{};
  std::string message_id{};
};

void record(const sent_options& options) {
  opened_store store{options};
  const waybill::tracker tracker{*store, options.tracker()};
  auto sent = options.message;
  sent.origin.tenant = options.tenant;
  waybill::send_response response;
  response.message_id = options.message_id;
  const auto result = tracker.record_sent(sent, response);
  print(to_json(sent, result));
  if (!result.ok()) throw CLI::RuntimeError{1};
}

void add_sent(CLI::App& program) {
  auto* const command =
      program.add_subcommand("sent", "Record that a message was handed to the gateway");
  const auto options = std::make_shared<sent_options>();
  auto& message = options->message;
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  command->add_option("ROW", message.row, "The campaign contact's id")->required();
  command->add_option("MESSAGE_ID", options->message_id, "What the gateway gave as key.id")
      ->required();
  command->add_option("--campaign", message.campaign, "Makes the row if there is none yet");
  command->add_option("--contact", message.contact, "Of a row that is made");
  command->add_option("--instance", message.instance, "The instance it was sent through");
  command->add_flag("--resend", message.resend, "A new message for a row that has one is meant");
  command->callback([options] { record(*options); });
}

struct handle_options : work_options {
  std::vector<std::string> files{};
};

void handle(const handle_options& options) {
  opened_store store{options};
  const waybill::tracker tracker{*store, options.tracker()};
  bool all_stored = true;
  for (const auto& file : options.files) {
    const auto reply = tracker.handle(read_file(file), {options.tenant, {}});
    all_stored = all_stored && reply.http_status != 503;
    print({{"file", file},
           {"http_status", reply.http_status},
           {"reply", ordered_json::parse(reply.body)}});
  }
  if (!all_stored) throw CLI::RuntimeError{1};
}

void add_handle(CLI::App& program) {
  auto* const command = program.add_subcommand(
      "handle", "Take webhook bodies as a server would; exits with 1 if any was not stored (503)");
  const auto options = std::make_shared<handle_options>();
  options->add_store(*command);
  options->add_tenant(*command);
  options->add_policy(*command);
  options->add_dialect(*command);
  command->add_option("FILE", options->files, "Files of one body each; - is standard input")
      ->required();
  command->callback([options] { handle(*options); });
}

void sweep(const work_options& options) {
  opened_store store{options};
  const auto swept = waybill::tracker{*store, options.tracker()}.sweep();
  print({{"settled", swept.settled}, {"expired", swept.expired}, {"waiting", swept.waiting}});
}

void add_sweep(CLI::App& program) {
  auto* const command = program.add_subcommand(
      "sweep", "Settle reports that came before their send was recorded, and drop expired ones");
  const auto options = std::make_shared<work_options>();
  options->add_store(*command);
  options->add_policy(*command);
  command->callback([options] { sweep(*options); });
}

}  // namespace

void add_messages(CLI::App& program) {
  add_sent(program);
  add_handle(program);
  add_sweep(program);
}

}  // namespace waybill_cli
