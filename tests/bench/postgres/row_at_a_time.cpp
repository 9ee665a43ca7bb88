#include <stdexcept>
#include <string>

#include "contenders.hpp"
#include "soci/connection_string.hpp"
#include "soci/soci.hpp"
#include "stopwatch.hpp"

namespace waybill_bench {

namespace {

/// The statements of one webhook, prepared once, and the values they share.
class one_by_one final : public contender {
 public:
  explicit one_by_one(const yard& where)
      : session_(soci::postgresql, waybill::detail::connection_string(where.url(), {})) {}

  double take(std::span<const report> reports) override {
    const stopwatch watch;
    for (const auto& each : reports) handle(each);
    return watch.seconds();
  }

 private:
  void handle(const report& each) {
    message_id_ = each.message_id;
    soci::transaction transaction{session_};
    if (!find_.execute(true)) throw std::logic_error{"the message is not there"};
    old_status_ = status_;
    if (each.what == waybill::receipt::read) {
      status_ = "read";
      log_type_ = "message_read";
      move_read_.execute(true);
      count_read_.execute(true);
      gauge_read_.execute(true);
      touch_.execute(true);
    } else {
      status_ = "delivered";
      log_type_ = "message_delivered";
      move_delivered_.execute(true);
      count_delivered_.execute(true);
      gauge_delivered_.execute(true);
    }
    log_.execute(true);
    transaction.commit();
  }

  [[nodiscard]] soci::statement by_key(const std::string& sql, std::string& key) {
    return (session_.prepare << sql, soci::use(tenant_, "tenant"), soci::use(key, "key"));
  }
  [[nodiscard]] soci::statement move(const std::string& milestone) {
    return (session_.prepare << "UPDATE waybill.campaign_contact SET status = :status, " +
                                    milestone + " = now() WHERE tenant_id = :tenant AND id = :key",
            soci::use(status_, "status"), soci::use(tenant_, "tenant"), soci::use(row_, "key"));
  }
  [[nodiscard]] soci::statement count(const std::string& counter) {
    return by_key("UPDATE waybill.campaign SET " + counter + " = " + counter +
                      " + 1 WHERE tenant_id = :tenant AND id = :key",
                  campaign_);
  }
  [[nodiscard]] soci::statement gauge(const std::string& assignments) {
    return by_key("UPDATE waybill.instance SET " + assignments +
                      ", health_score = least(100, health_score + 1)"
                      " WHERE tenant_id = :tenant AND name = :key",
                  instance_);
  }

  soci::session session_;
  std::string tenant_ = yard::tenant;
  std::string message_id_;
  std::string row_;
  std::string campaign_;
  std::string contact_;
  std::string instance_;
  std::string name_;
  std::string status_;
  std::string old_status_;
  std::string log_type_;

  soci::statement find_ =
      (session_.prepare << "SELECT c.id, c.campaign_id, c.contact_id, c.instance, c.status, k.name"
                           " FROM waybill.campaign_contact c"
                           " JOIN waybill.contact k"
                           " ON k.tenant_id = c.tenant_id AND k.id = c.contact_id"
                           " WHERE c.tenant_id = :tenant AND c.whatsapp_message_id = :message_id"
                           " FOR UPDATE OF c",
       soci::use(tenant_, "tenant"), soci::use(message_id_, "message_id"), soci::into(row_),
       soci::into(campaign_), soci::into(contact_), soci::into(instance_), soci::into(status_),
       soci::into(name_));
  soci::statement move_delivered_ = move("delivered_at");
  soci::statement move_read_ = move("read_at");
  soci::statement count_delivered_ = count("delivered_count");
  soci::statement count_read_ = count("read_count");
  soci::statement gauge_delivered_ = gauge(
      "msgs_delivered_today = msgs_delivered_today + 1, consecutive_errors = 0,"
      " last_success_at = now()");
  soci::statement gauge_read_ = gauge("msgs_read_today = msgs_read_today + 1");
  soci::statement touch_ = by_key(
      "UPDATE waybill.contact SET last_interaction_date = now()"
      " WHERE tenant_id = :tenant AND id = :key",
      contact_);
  soci::statement log_ =
      (session_.prepare << "INSERT INTO waybill.campaign_log (tenant_id, campaign_id, log_type,"
                           " severity, campaign_contact_id, contact_id, instance,"
                           " whatsapp_message_id, old_status, new_status, implied, error_code,"
                           " error_message, created_at)"
                           " VALUES (:tenant, :campaign, :type, 'info', :row, :contact, :instance,"
                           " :message_id, :old_status, :new_status, false, '', '', now())",
       soci::use(tenant_, "tenant"), soci::use(campaign_, "campaign"), soci::use(log_type_, "type"),
       soci::use(row_, "row"), soci::use(contact_, "contact"), soci::use(instance_, "instance"),
       soci::use(message_id_, "message_id"), soci::use(old_status_, "old_status"),
       soci::use(status_, "new_status"));
};

}  // namespace

std::unique_ptr<contender> row_at_a_time(const yard& where) {
  return std::make_unique<one_by_one>(where);
}

}  // namespace waybill_bench
