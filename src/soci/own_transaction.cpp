#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/impl/service/record_unsettled.hpp>
#include <waybill/soci/own_transaction.hpp>
#include <waybill/tracker.hpp>

#include "callers_connection.hpp"
#include "postgres_load.hpp"
#include "postgres_parts.hpp"

namespace waybill {

namespace detail {

namespace {

[[nodiscard]] command lock_instance_command(const table_map& tables) {
  return {"add_rows",
          tables.sql("SELECT '1' FROM {instance} w"
                     " WHERE w.{instance_tenant_id} = :tenant::text AND w.{instance_name} = "
                     ":key::text FOR NO KEY UPDATE"),
          1, false};
}

/// Makes rows within the transaction that also sends them. To make a row counts it in its campaign,
/// whose lock then stays; the send needs its instance's, which other writers take before that of
/// the campaign. So here too the instances come first.
class callers_sends final : public send_store {
 public:
  explicit callers_sends(postgres_database& database)
      : database_(database), inner_(make_postgres_sends(database)) {}

  /// Through which the sends of the next calls go.
  void set_instances(std::set<instance_key> which) { instances_ = std::move(which); }

  [[nodiscard]] std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) override {
    return inner_->load_rows(rows);
  }
  bool add_rows(std::span<const new_row> rows) override {
    if (!database_.owns_tables()) return false;
    for (const auto& each : instances_) {
      database_.run(lock_instance_command, {{"tenant", each.tenant}, {"key", each.name}});
    }
    return inner_->add_rows(rows);
  }
  [[nodiscard]] bool knows_instance(const instance_key& instance) override {
    return inner_->knows_instance(instance);
  }

 private:
  postgres_database& database_;
  std::unique_ptr<send_store> inner_;
  std::set<instance_key> instances_{};
};

/// The store within the transaction: what it does is durable once the caller commits.
class callers_store final : public store {
 public:
  callers_store(postgres_database& like, savepoint& in)
      : database_(like, in), applier_(database_), sends_(database_) {
    if (database_.owns_tables()) catalog_ = make_postgres_catalog(database_);
  }

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      std::span<const message_key> keys) override {
    return load_messages(database_, keys);
  }
  [[nodiscard]] std::vector<std::size_t> apply(std::span<const change> changes) override {
    return applier_.apply(changes);
  }
  [[nodiscard]] callers_sends* sends() noexcept override { return &sends_; }
  [[nodiscard]] catalog_store* catalog() noexcept override { return catalog_.get(); }

 private:
  postgres_database database_;
  postgres_apply applier_;
  callers_sends sends_;
  std::unique_ptr<catalog_store> catalog_;
};

}  // namespace

}  // namespace detail

struct WAYBILL_HIDDEN own_transaction::parts {
  parts(const tracker& with, detail::postgres_database& tables, PGconn* connection)
      : rules(with), in(connection), where(tables, in) {}

  /// What `work()` returns. What throws leaves the transaction as it was.
  template <typename Work>
  auto call(Work work) {
    in.begin();
    try {
      auto result = work();
      in.release();
      return result;
    } catch (const store_error& error) {
      in.take_back();
      throw detail::in_callers_transaction(error);
    } catch (...) {
      in.take_back();
      throw;
    }
  }

  template <typename Work>
  void add(Work work) {
    auto* const catalog = where.catalog();
    if (catalog == nullptr) {
      throw std::logic_error{
          "waybill: the owner of existing tables makes campaigns, instances and contacts"};
    }
    call([&] {
      work(*catalog);
      return true;
    });
  }

  const tracker& rules;
  detail::savepoint in;
  detail::callers_store where;
  // What is not settled yet.
  std::vector<sent_message> sent{};
  std::vector<send_result> results{};
};

own_transaction::own_transaction(const tracker& rules, postgres_store& tables, PGconn* connection)
    : parts_(std::make_unique<parts>(rules, tables.parts_->database, connection)) {}

own_transaction::own_transaction(const tracker& rules, postgres_store& tables,
                                 soci::session& session)
    : own_transaction(rules, tables, detail::connection_of(session)) {}

own_transaction::~own_transaction() = default;

void own_transaction::add_campaign(const campaign_key& campaign) {
  parts_->add([&](catalog_store& to) { to.add_campaign(campaign); });
}

void own_transaction::add_instance(const instance_key& instance) {
  parts_->add([&](catalog_store& to) { to.add_instance(instance); });
}

void own_transaction::add_contact(const contact_key& contact, std::string_view name) {
  parts_->add([&](catalog_store& to) { to.add_contact(contact, name); });
}

bool own_transaction::add_rows(std::span<const new_row> rows) {
  parts_->where.sends()->set_instances({});
  return parts_->call([&] { return parts_->where.sends()->add_rows(rows); });
}

send_result own_transaction::record_sent(const sent_message& sent) {
  return record_sent(std::span{&sent, 1}).front();
}

send_result own_transaction::record_sent(const sent_message& sent, const send_response& response) {
  return record({&sent, 1}, {&response, 1}).front();
}

std::vector<send_result> own_transaction::record_sent(std::span<const sent_message> sent) {
  std::vector<send_response> responses;
  for (const auto& each : sent) responses.push_back(parse_send_response(each.response));
  return record(sent, responses);
}

std::vector<send_result> own_transaction::record(std::span<const sent_message> sent,
                                                 std::span<const send_response> responses) {
  std::set<instance_key> instances;
  for (const auto& each : sent) instances.insert({each.origin.tenant, each.instance});
  parts_->where.sends()->set_instances(std::move(instances));
  auto results = parts_->call([&] {
    return detail::record_unsettled(parts_->rules.service_, parts_->where, sent, responses);
  });
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (!results[i].ok() && results[i].transitions.empty()) continue;
    parts_->sent.push_back(sent[i]);
    parts_->sent.back().response.clear();
    parts_->results.push_back(results[i]);
  }
  return results;
}

std::vector<status_transition> own_transaction::settle() {
  const auto sent = std::exchange(parts_->sent, {});
  auto results = std::exchange(parts_->results, {});
  detail::call in{parts_->rules.service_};
  for (const auto& each : results) {
    for (const auto& moved : each.transitions) in.moved(moved);
  }
  detail::settle_early(in, sent, results);
  return in.take_moved();
}

}  // namespace waybill
