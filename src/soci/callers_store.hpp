#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <waybill/store.hpp>
#include <waybill/store_parts.hpp>

#include "postgres_apply.hpp"
#include "postgres_database.hpp"
#include "savepoint.hpp"

namespace waybill::detail {

/// Makes rows within the transaction that also sends them. To make a row counts it in its campaign,
/// whose lock then stays; the send needs its instance's, which other writers take before that of
/// the campaign. So here too the instances come first.
class callers_sends final : public send_store {
 public:
  explicit callers_sends(postgres_database& database);

  /// Through which the sends of the next call go.
  void set_instances(std::set<instance_key> which) { instances_ = std::move(which); }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override;
  bool add_rows(std::span<const new_row> rows) override;
  [[nodiscard]] bool knows_instance(const instance_key& instance) override;

 private:
  postgres_database& database_;
  std::unique_ptr<send_store> inner_;
  std::set<instance_key> instances_{};
};

/// The store within a transaction of the caller's: what it does is durable once he commits.
class callers_store final : public store {
 public:
  /// The savepoint must outlive it.
  callers_store(postgres_database& like, savepoint& in);

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override;
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override;
  [[nodiscard]] callers_sends* sends() noexcept override { return &sends_; }
  [[nodiscard]] catalog_store* catalog() noexcept override { return catalog_.get(); }

 private:
  postgres_database database_;
  postgres_apply applier_;
  callers_sends sends_;
  std::unique_ptr<catalog_store> catalog_{};  ///< none on existing tables
};

}  // namespace waybill::detail
