// waybill gateway-settings: the body that tells a gateway where to post.

#include <memory>
#include <string>

#include <fmt/format.h>

#include "choices.hpp"
#include "commands.hpp"
#include "exit_code.hpp"

namespace waybill_cli {

namespace {

struct gateway_options {
  std::string gateway = "v2";
  waybill::webhook_target target{};
};

void run(const gateway_options& options) {
  const auto version = waybill::parse_gateway_version(options.gateway).value();
  if (version == waybill::gateway_version::v1 && !options.target.jwt_key.empty()) {
    throw usage_error{"--jwt-key needs --gateway v2: v1 signs nothing"};
  }
  // JSON with --json and without.
  fmt::print("{}\n", waybill::webhook_settings(version, options.target));
}

}  // namespace

void add_gateway_settings(CLI::App& program, report& /*out*/) {
  auto* const command = program.add_subcommand(
      "gateway-settings",
      "Print the body of POST /webhook/set/{instance} that makes a gateway post its delivery "
      "reports");
  const auto options = std::make_shared<gateway_options>();
  command->add_option("--url", options->target.url, "Your webhook route")->required();
  command->add_option("--gateway", options->gateway, "The generation of Evolution API")
      ->check(CLI::IsMember({"v1", "v2"}))
      ->capture_default_str();
  command->add_option("--jwt-key", options->target.jwt_key,
                      "Makes the gateway sign a bearer token with this key (v2)");
  command->callback([options] { run(*options); });
}

}  // namespace waybill_cli
