#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/reply.hpp>

#include "yard.hpp"

namespace waybill_bench {

struct webhook {
  report what;
  std::string body;
};

[[nodiscard]] std::vector<webhook> own_webhooks(std::span<const report> reports);

/// Whether a body was answered as it should be, whatever it is: with 200, or 400 where it is not
/// JSON.
[[nodiscard]] bool is_answered(std::string_view body, const waybill::reply& with);

/// Posts of messages that nobody sent, and what else comes.
class other_traffic {
 public:
  [[nodiscard]] std::vector<webhook> strangers(std::size_t count);
  /// `traffic_webhooks` for each report, in random order.
  [[nodiscard]] std::vector<webhook> mixed(std::span<const report> reports);

 private:
  /// Ids that come in no order, as those of a gateway do.
  [[nodiscard]] std::string new_id();

  std::uint64_t ids_ = 0;
  std::minstd_rand random_{1};
};

}  // namespace waybill_bench
