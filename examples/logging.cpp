// waybill's log lines in spdlog, each a line of JSON with its fields: a collector of OpenTelemetry
// takes them as attributes.
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <waybill/waybill.hpp>

spdlog::level::level_enum level_of(waybill::severity severity) {
  switch (severity) {
    case waybill::severity::info: return spdlog::level::info;
    case waybill::severity::warning: return spdlog::level::warn;
    case waybill::severity::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// Names and ids come from gateways: as JSON they cannot break a line.
waybill::log_hook log_to(std::shared_ptr<spdlog::logger> logger) {
  return [logger = std::move(logger)](waybill::severity severity, std::string_view text,
                                      const waybill::log_ids& about) {
    if (!logger->should_log(level_of(severity))) return;
    auto line = "\"text\":" + waybill::to_json_text(text);
    waybill::for_each_field(about, [&](std::string_view name, std::string_view value) {
      line.append(",\"").append(name).append("\":").append(waybill::to_json_text(value));
    });
    logger->log(level_of(severity), line);
  };
}

int main() {
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(std::cout);
  const auto logger = std::make_shared<spdlog::logger>("waybill", sink);
  logger->set_pattern(R"({"severity":"%l",%v})");  // and %Y-%m-%dT%H:%M:%S.%e%z in a server

  waybill::memory_store store;
  store.catalog()->add_campaign({"shop", "spring sale"});
  const waybill::tracker tracker{store, {.on_log = log_to(logger)}};
  const auto sent = tracker.record_sent({.origin = {"shop"},
                                         .row = "1001",
                                         .instance = "shop-1",
                                         .response = R"({"key": {"id": "3EB0D41C9A7E5B60F28341"}})",
                                         .campaign = "spring sale"});
  if (!sent.ok()) return 1;
  for (const auto* const data : {R"({"keyId": "3EB0D41C9A7E5B60F28341", "status": "READ"})",
                                 R"({"keyId": "3EB0D41C9A7E5B60F28341", "status": "SEEN?"})"}) {
    const auto reply = tracker.handle(
        std::string{R"({"event": "messages.update", "instance": "shop-1", "data": )"} + data + '}',
        {"shop"});
    std::cout << reply.http_status << '\n';
  }
}
