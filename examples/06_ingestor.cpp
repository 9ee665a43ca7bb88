// Many callers and few commits: what arrives while one batch is committed is the next batch.
#include <atomic>
#include <iostream>
#include <thread>

#include <waybill/waybill.hpp>

void my_logger(waybill::severity, std::string_view text, const waybill::log_ids&) {
  std::cerr << text << '\n';
}

int main() {
  const std::string tenant = "shop";
  waybill::memory_store store;
  store.add_campaign(tenant, "spring sale");
  waybill::tracker sender{store};
  std::vector<std::string> bodies;
  for (int i = 0; i < 100; ++i) {
    const auto id = "3EB0" + std::to_string(i);
    const auto sent = sender.record_sent({.origin = {tenant},
                                          .row = std::to_string(i),
                                          .response = R"({"key": {"id": ")" + id + R"("}})",
                                          .campaign = "spring sale"});
    if (!sent.ok()) std::cerr << "not recorded: " << to_string(sent.outcome) << '\n';
    bodies.push_back(R"({"event": "messages.update", "data": {"keyId": ")" + id +
                     R"(", "status": "DELIVERY_ACK"}})");
  }

  std::atomic<int> answered = 0;
  std::atomic<int> published = 0;
  const auto respond = [&](const waybill::reply& reply) { answered += reply.http_status == 200; };
  const auto publish = [&](const waybill::status_transition&) { ++published; };

  waybill::ingestor ingestor{store, {.tracker = {.on_log = my_logger}, .observers = {publish}}};

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
