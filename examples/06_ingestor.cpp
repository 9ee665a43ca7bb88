// Many callers and few commits: what arrives while one batch is committed is the next batch.
#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <waybill/waybill.hpp>

void my_logger(waybill::severity, std::string_view text, const waybill::log_ids&) {
  std::cerr << text << '\n';
}

const std::string tenant = "shop";

/// Records a hundred sends; returns what the gateway posts of them later.
std::vector<std::string> send_all(const waybill::tracker& tracker) {
  std::vector<std::string> bodies;
  for (int i = 0; i < 100; ++i) {
    const auto id = "3EB0" + std::to_string(i);
    const auto sent = tracker.record_sent({.origin = {tenant},
                                           .row = std::to_string(i),
                                           .response = R"({"key": {"id": ")" + id + R"("}})",
                                           .campaign = "spring sale"});
    if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
    bodies.push_back(R"({"event": "messages.update", "data": {"keyId": ")" + id +
                     R"(", "status": "DELIVERY_ACK"}})");
  }
  return bodies;
}

int main() {
  waybill::memory_store store;
  store.catalog()->add_campaign({tenant, "spring sale"});
  std::atomic<int> answered = 0;
  std::atomic<int> published = 0;
  const auto respond = [&](const waybill::reply& reply) { answered += reply.http_status == 200; };
  const auto publish = [&](const waybill::status_transition&) { ++published; };

  waybill::tracker tracker{store, {.on_log = my_logger, .observers = {publish}}};
  waybill::ingestor ingestor{tracker};
  const auto bodies = send_all(tracker);

  std::vector<std::jthread> callers;
  for (const auto& body : bodies) {
    callers.emplace_back([&] { respond(ingestor.handle(body, {tenant})); });  // from any thread
    ingestor.submit(body, {tenant}, respond);                                 // without waiting
  }
  callers.clear();                                               // joins them
  ingestor.stop(std::chrono::seconds{10});                       // finishes what was accepted
  const auto page = waybill::prometheus_text(ingestor.stats());  // for /metrics

  const auto endings = page.find("waybill_ended_updates_total{");
  std::cout << answered << " answered 200, " << published << " published\n"
            << page.substr(endings, page.find("# HELP", endings) - endings);
}
