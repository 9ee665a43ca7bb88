#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <waybill/change.hpp>

#include "apply_columns.hpp"
#include "apply_log.hpp"
#include "command.hpp"
#include "postgres_database.hpp"

namespace waybill::detail {

/// Applies changes, each batch with the statement that has the parts which it needs. Thread-safe.
class postgres_apply {
 public:
  /// The database must outlive it.
  explicit postgres_apply(postgres_database& database) noexcept : database_(database) {}

  /// The positions of the changes that lost the race, ascending.
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes);

 private:
  /// What follows the applying statement where it cannot write everything.
  struct follow_up {
    log_commands log;
    command add_slots;
  };

  [[nodiscard]] std::vector<std::size_t> apply_shares(std::span<const change> changes);
  [[nodiscard]] std::vector<std::size_t> apply_at_once(std::span<const change> changes);
  [[nodiscard]] bool is_time_to_look() noexcept;
  [[nodiscard]] std::optional<std::vector<std::size_t>> try_quickly(std::span<const change> changes,
                                                                    const apply_shape& shape);
  [[nodiscard]] text_rows run(std::span<const change> changes, const apply_shape& shape);
  [[nodiscard]] text_rows run_in_steps(std::span<const change> changes, const command& apply,
                                       const parameters& bound, bool logs, bool paces);
  [[nodiscard]] const command& command_of(const apply_shape& shape);
  [[nodiscard]] const follow_up& follow_up_commands();

  postgres_database& database_;
  std::mutex mutex_;  ///< of the commands
  std::map<apply_shape, command> commands_;
  std::optional<follow_up> follow_up_;
  std::atomic<unsigned> looks_{0};  ///< batches to come that look at once
  std::atomic<unsigned> pause_{0};  ///< how many there were of them the last time
};

}  // namespace waybill::detail
