#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <waybill/impl/service/record_unsettled.hpp>
#include <waybill/soci/own_transaction.hpp>
#include <waybill/tracker.hpp>

#include "callers_connection.hpp"
#include "callers_store.hpp"
#include "postgres_parts.hpp"

namespace waybill {

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
