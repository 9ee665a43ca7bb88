#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "contenders.hpp"
#include "soci/connection_string.hpp"
#include "soci/soci.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

enum class step { find, move, count, gauge, touch, log };

/// The statements of one webhook, and the values they pass from one to the next.
class one_by_one final : public contender {
 public:
  one_by_one(const yard& where, statements how)
      : how_(how), session_(soci::postgresql, waybill::detail::connection_string(where.url(), {})) {
  }

  double take(std::span<const report> reports) override {
    const stopwatch watch;
    for (const auto& each : reports) handle(each);
    return watch.seconds();
  }

 private:
  template <typename Start>
  [[nodiscard]] auto bound(Start& start, step what, bool read) {
    using soci::into;
    using soci::use;
    switch (what) {
      case step::find:
        return (start << "SELECT c.id, c.campaign_id, c.contact_id, c.instance, c.status, k.name"
                         " FROM waybill.campaign_contact c JOIN waybill.contact k"
                         " ON k.tenant_id = c.tenant_id AND k.id = c.contact_id"
                         " WHERE c.tenant_id = :tenant AND c.whatsapp_message_id = :message_id"
                         " FOR UPDATE OF c",
                use(tenant_), use(message_id_), into(row_), into(campaign_), into(contact_),
                into(instance_), into(old_status_), into(name_));
      case step::move:
        return (start << (read ? "UPDATE waybill.campaign_contact SET status = :status,"
                                 " read_at = now() WHERE tenant_id = :tenant AND id = :row"
                               : "UPDATE waybill.campaign_contact SET status = :status,"
                                 " delivered_at = now() WHERE tenant_id = :tenant AND id = :row"),
                use(status_), use(tenant_), use(row_));
      case step::count:
        return (start << (read ? "UPDATE waybill.campaign SET read_count = read_count + 1"
                                 " WHERE tenant_id = :tenant AND id = :campaign"
                               : "UPDATE waybill.campaign SET delivered_count = delivered_count + 1"
                                 " WHERE tenant_id = :tenant AND id = :campaign"),
                use(tenant_), use(campaign_));
      case step::gauge:
        return (
            start << (read ? "UPDATE waybill.instance SET msgs_read_today = msgs_read_today + 1,"
                             " health_score = least(100, health_score + 1)"
                             " WHERE tenant_id = :tenant AND name = :instance"
                           : "UPDATE waybill.instance SET"
                             " msgs_delivered_today = msgs_delivered_today + 1,"
                             " health_score = least(100, health_score + 1),"
                             " consecutive_errors = 0, last_success_at = now()"
                             " WHERE tenant_id = :tenant AND name = :instance"),
            use(tenant_), use(instance_));
      case step::touch:
        return (start << "UPDATE waybill.contact SET last_interaction_date = now()"
                         " WHERE tenant_id = :tenant AND id = :contact",
                use(tenant_), use(contact_));
      default:
        return (start << "INSERT INTO waybill.campaign_log (tenant_id, campaign_id, log_type,"
                         " severity, campaign_contact_id, contact_id, instance,"
                         " whatsapp_message_id, old_status, new_status, implied, error_code,"
                         " error_message, created_at)"
                         " VALUES (:tenant, :campaign, :type, 'info', :row, :contact, :instance,"
                         " :message_id, :old_status, :new_status, false, '', '', now())",
                use(tenant_), use(campaign_), use(log_type_), use(row_), use(contact_),
                use(instance_), use(message_id_), use(old_status_), use(status_));
    }
  }

  void handle(const report& each) {
    const auto read = each.what == waybill::receipt::read;
    message_id_ = each.message_id;
    row_.clear();
    soci::transaction transaction{session_};
    run(step::find, read);
    if (row_.empty()) throw std::logic_error{"the message is not there"};
    status_ = read ? "read" : "delivered";
    log_type_ = "message_" + status_;
    run(step::move, read);
    run(step::count, read);
    run(step::gauge, read);
    if (read) run(step::touch, read);
    run(step::log, read);
    transaction.commit();
  }

  void run(step what, bool read) {
    if (how_ == statements::sent_each_time) {
      static_cast<void>(bound(session_.once, what, read));
      return;
    }
    auto known = prepared_.find({what, read});
    if (known == prepared_.end()) {
      known = prepared_.emplace(std::pair{what, read}, bound(session_.prepare, what, read)).first;
    }
    known->second.execute(true);
  }

  statements how_;
  soci::session session_;
  std::string tenant_ = yard::tenant;
  std::string message_id_;
  std::string row_;
  std::string campaign_;
  std::string contact_;
  std::string instance_;
  std::string name_;
  std::string old_status_;
  std::string status_;
  std::string log_type_;
  std::map<std::pair<step, bool>, soci::statement> prepared_;
};

}  // namespace

std::unique_ptr<contender> row_at_a_time(const yard& where, statements how) {
  return std::make_unique<one_by_one>(where, how);
}

}  // namespace waybill_bench
