#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <waybill/store_error.hpp>
#include <waybill/waybill.hpp>

#include "opened_store.hpp"

namespace waybill_harness {

/// Records the sends and intents of a file, and makes what they name where that is asked for.
class send_recorder {
 public:
  send_recorder(const opened_store& store, const waybill::tracker& tracker, std::string tenant,
                bool makes)
      : store_(store), tracker_(tracker), tenant_(std::move(tenant)), makes_(makes) {}

  /// A result for each. While the store fails, calls `wait`, which may throw, and tries again: what
  /// is recorded already adds nothing.
  template <typename Message, typename Wait>
  [[nodiscard]] std::vector<waybill::send_result> record(const std::vector<Message>& messages,
                                                         Wait wait) {
    for (;; wait()) {
      try {
        if (makes_) make_what_is_named(messages);
        return record_once(messages);
      } catch (const waybill::store_error& error) {
        if (error.is_refusal()) throw;
      }
    }
  }

 private:
  [[nodiscard]] std::vector<waybill::send_result> record_once(
      std::span<const waybill::sent_message> sends) const {
    return tracker_.record_sent(sends);
  }
  [[nodiscard]] std::vector<waybill::send_result> record_once(
      std::span<const waybill::intended_message> intents) const {
    return tracker_.intend(intents);
  }

  template <typename Message>
  void make_what_is_named(const std::vector<Message>& messages) {
    auto& catalog = store_.catalog();
    for (const auto& each : messages) {
      if (is_new(each.campaign, campaigns_)) catalog.add_campaign({tenant_, each.campaign});
      campaigns_.insert(each.campaign);
      if (is_new(each.instance, instances_)) catalog.add_instance({tenant_, each.instance});
      instances_.insert(each.instance);
      if (!each.contact.empty()) catalog.add_contact({tenant_, each.contact}, each.contact);
    }
  }
  [[nodiscard]] static bool is_new(const std::string& name, const std::set<std::string>& known) {
    return !name.empty() && known.count(name) == 0;
  }

  const opened_store& store_;
  const waybill::tracker& tracker_;
  std::string tenant_;
  bool makes_;
  std::set<std::string> campaigns_;
  std::set<std::string> instances_;
};

}  // namespace waybill_harness
