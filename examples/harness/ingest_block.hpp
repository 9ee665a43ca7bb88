#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <waybill/sends.hpp>

#include "ingest_window.hpp"
#include "send_lines.hpp"

namespace waybill_harness {

/// Lines that wait until the messages among them are recorded, all at once: intents, and then
/// sends. Bodies that come after one wait with it: a report does not overtake what it is about.
class ingest_block {
 public:
  /// Messages, with the numbers of their lines.
  template <typename Message>
  struct numbered {
    std::vector<Message> messages{};
    std::vector<std::size_t> numbers{};

    void add(std::size_t number, Message message) {
      messages.push_back(std::move(message));
      numbers.push_back(number);
    }
  };

  void add(std::size_t number, told_message message) {
    if (auto* const sent = std::get_if<waybill::sent_message>(&message)) {
      sent_rows_.insert(sent->row);
      sends_.add(number, std::move(*sent));
    } else {
      intents_.add(number, std::get<waybill::intended_message>(std::move(message)));
    }
  }
  void add(ingest_window::item body) { bodies_.push_back(std::move(body)); }

  /// Whether a message may be recorded with the others: an intent would go before its row's send.
  [[nodiscard]] bool takes(const told_message& message) const {
    const auto* const intent = std::get_if<waybill::intended_message>(&message);
    return intent == nullptr || sent_rows_.count(intent->row) == 0;
  }
  /// Whether no line needs to wait.
  [[nodiscard]] bool is_empty() const noexcept {
    return intents_.messages.empty() && sends_.messages.empty();
  }
  [[nodiscard]] bool is_full() const noexcept {
    constexpr std::size_t most_lines = 512;
    return intents_.messages.size() + sends_.messages.size() + bodies_.size() >= most_lines;
  }

  [[nodiscard]] const auto& intents() const noexcept { return intents_; }
  [[nodiscard]] const auto& sends() const noexcept { return sends_; }
  [[nodiscard]] std::vector<ingest_window::item>& bodies() noexcept { return bodies_; }

 private:
  numbered<waybill::intended_message> intents_;
  numbered<waybill::sent_message> sends_;
  std::set<std::string> sent_rows_;
  std::vector<ingest_window::item> bodies_;
};

}  // namespace waybill_harness
