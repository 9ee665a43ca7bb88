#include "event_stream.hpp"

#include <exception>
#include <utility>

#include "views.hpp"

namespace waybill_server {

namespace {

using std::chrono::milliseconds;

// Counters are read this often even if nothing moved here: another process may have changed them.
constexpr milliseconds longest_silence{1000};
// People cannot follow more than a few changes a second.
constexpr milliseconds between_sends{200};

[[nodiscard]] std::string event(const std::string& name, const std::string& data) {
  return "event: " + name + "\ndata: " + data + "\n\n";
}

}  // namespace

event_stream::event_stream(service& with, std::string campaign)
    : with_(with), campaign_(std::move(campaign)), subscription_(with.feed(), campaign_) {}

bool event_stream::write_next(httplib::DataSink& to) {
  const auto text = news();
  if (!to.write(text.data(), text.size())) return false;
  with_.feed().rest(between_sends);
  if (with_.feed().closed()) to.done();
  return true;
}

std::string event_stream::news() {
  std::string text;
  for (const auto& moved : subscription_.wait(std::exchange(patience_, longest_silence))) {
    text += event("transition", to_text(to_json(moved)));
  }
  text += changed_counters();
  // Only a failed write shows that a reader is gone.
  return text.empty() ? ":\n\n" : text;
}

std::string event_stream::changed_counters() {
  try {
    const auto stats = with_.tracker().campaign_stats({with_.tenant(), campaign_});
    if (!stats) return {};
    auto counters = to_text(to_json(campaign_, *stats));
    if (counters == sent_counters_) return {};
    sent_counters_ = std::move(counters);
    return event("counters", sent_counters_);
  } catch (const std::exception&) {
    return {};  // the store may answer the next time
  }
}

}  // namespace waybill_server
