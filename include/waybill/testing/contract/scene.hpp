#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/store_parts.hpp>
#include <waybill/testing/contract/expectations.hpp>
#include <waybill/testing/contract/samples.hpp>
#include <waybill/testing/contract/world.hpp>

namespace waybill::testing::contract {

/// The set-up of a promise: a fresh world with one tenant, two campaigns, two instances and two
/// contacts.
class scene : public expectations {
 public:
  inline static const std::string tenant = "tenant_a";
  inline static const std::string stranger = "tenant_b";
  inline static const std::string instance = "inst_1";
  inline static const std::string other_instance = "inst_2";
  inline static const std::string contact_name = "João \"Zé\" da Silva";

  explicit scene(contract_world& place) : world_(place), left_out_(place.left_out()) {
    arrange(tenant);
  }

  [[nodiscard]] contract_world& world() const noexcept { return world_; }
  [[nodiscard]] store& subject() const { return world_.subject(); }
  [[nodiscard]] bool keeps(part which) const {
    return std::find(left_out_.begin(), left_out_.end(), which) == left_out_.end();
  }

  /// The nth id of that tenant: the same in each tenant, if the store allows that.
  [[nodiscard]] std::string id(std::size_t n, const std::string& of = tenant) const {
    const std::size_t apart = of == tenant || keeps(part::shared_ids) ? 0 : 500'000;
    return world_.id(n + apart);
  }
  [[nodiscard]] std::string campaign(std::size_t n = 1) const { return id(n); }

  /// Gives a tenant the same campaigns, instances and contacts as the first one.
  void arrange(const std::string& who) {
    tenants_.push_back(who);
    for (const std::size_t n : {1U, 2U}) {
      world_.add_campaign(who, id(n, who));
      if (keeps(part::contacts)) world_.add_contact(who, id(n, who), contact_name);
    }
    add_instance(who, instance);
    add_instance(who, other_instance);
  }
  void add_instance(const std::string& who, const std::string& name, instance_stats gauges = {}) {
    if (keeps(part::gauges)) world_.add_instance(who, name, gauges);
  }

  /// The nth row as it would stand at a status; not in the store yet.
  [[nodiscard]] tracked_message row(std::size_t n, message_status status = message_status::sent,
                                    const std::string& of = tenant) const {
    tracked_message result;
    result.key = {of, id(n, of)};
    result.message_id = "3EB0" + std::to_string(n);
    if (keeps(part::senders)) result.instance = instance;
    result.campaign = id(1, of);
    if (keeps(part::contacts)) {
      result.contact = id(1, of);
      result.contact_name = contact_name;
    }
    result.status = status;
    result.times = times_of(status);
    return result;
  }
  /// Puts a row in and gives it back.
  tracked_message add(tracked_message what) {
    world_.add_message(what);
    rows_.push_back(what);
    return what;
  }
  tracked_message add_row(std::size_t n, message_status status = message_status::sent,
                          const std::string& of = tenant) {
    return add(row(n, status, of));
  }
  /// Rows 1 to `count`, all of them sent.
  std::vector<tracked_message> add_rows(std::size_t count) {
    std::vector<tracked_message> result;
    for (std::size_t n = 1; n <= count; ++n) result.push_back(row(n));
    world_.add_messages(result);
    rows_.insert(rows_.end(), result.begin(), result.end());
    return result;
  }

  [[nodiscard]] std::vector<std::vector<tracked_message>> load(
      const std::vector<message_key>& keys) const {
    return subject().load(keys);
  }
  [[nodiscard]] std::vector<std::size_t> apply(const std::vector<change>& changes) const {
    return subject().apply(changes);
  }
  /// Applies changes, none of which may lose.
  void land(const std::vector<change>& changes) {
    expect_equal(apply(changes), {}, "changes that expect what is there do not lose");
  }
  /// A row as it is now, found by the message id it had.
  [[nodiscard]] tracked_message now(const tracked_message& what) const {
    const auto found = load({{what.key.tenant, what.message_id}});
    for (const auto& each : found.at(0)) {
      if (each.key == what.key) return each;
    }
    throw std::runtime_error("the row is not found by its message id: " + describe::of(what));
  }

  [[nodiscard]] campaign_delta counters(std::size_t n = 1) const {
    return world_.counters(tenant, id(n));
  }
  [[nodiscard]] instance_stats gauges(const std::string& name = instance) const {
    return world_.gauges(tenant, name);
  }
  [[nodiscard]] std::vector<log_entry> log(std::size_t n = 1) const {
    return world_.log(tenant, id(n));
  }

  /// Everything observable: rows, counters, gauges, contacts and logs. If two results are equal,
  /// nothing moved in between.
  [[nodiscard]] std::string picture() const {
    std::string result;
    for (const auto& each : rows_) result += picture_of(each) + '\n';
    for (const auto& who : tenants_) {
      for (const std::size_t n : {1U, 2U}) result += picture_of(who, id(n, who)) + '\n';
      if (!keeps(part::gauges)) continue;
      result += describe::of(world_.gauges(who, instance)) + '\n';
      result += describe::of(world_.gauges(who, other_instance)) + '\n';
    }
    return result;
  }
  void expect_picture(const std::string& before, std::string_view sentence) {
    const auto after = picture();
    expect(after == before, std::string{sentence} + "; before:\n" + before + "after:\n" + after);
  }

 private:
  [[nodiscard]] std::string picture_of(const tracked_message& what) const {
    auto* sends = subject().sends();
    if (sends == nullptr) return describe::of(now(what));
    return describe::of(sends->load_rows({&what.key, 1}));
  }
  /// What belongs to a campaign and to the contact with the same id.
  [[nodiscard]] std::string picture_of(const std::string& who, const std::string& n) const {
    auto result = describe::of(world_.counters(who, n));
    if (keeps(part::log)) result += describe::of(world_.log(who, n));
    if (keeps(part::contacts)) result += describe::of(world_.last_interaction(who, n));
    return result;
  }

  contract_world& world_;
  std::vector<part> left_out_;
  std::vector<std::string> tenants_;
  std::vector<tracked_message> rows_;
};

/// One sentence of the contract, and how to check it.
struct promise {
  std::string_view name;
  void (*check)(scene&);
  std::vector<part> needs{};  ///< it is checked on stores that have all of these
};

}  // namespace waybill::testing::contract
