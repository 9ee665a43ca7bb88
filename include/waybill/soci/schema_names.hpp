#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>

namespace waybill {

/// What the tables and columns of a `postgres_store` are called: `schema_names{}` are waybill's
/// own, anything else stands for existing tables of another owner.
///
/// A table is `name`, found by the search path of the connection, or `schema.name`; a column is the
/// bare name. All of them are quoted as they are, so write them as they are stored: PostgreSQL
/// keeps names in lower case unless they were quoted when they were made. An empty name switches a
/// column off, or everything of that table.
///
/// Types: ids and tenants are `uuid`, `bigint`, `integer` or text; times are `timestamptz`;
/// counters are whole numbers; `details` is `json`, `jsonb` or text; a status is text or an enum.
struct schema_names {
  /// Needed: all but the tenant and `total_contacts`.
  struct campaign_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.campaign";
    std::string tenant_id = "tenant_id";
    std::string id = "id";
    std::string total_contacts = "total_contacts";
    std::string sent_count = "sent_count";
    std::string delivered_count = "delivered_count";
    std::string read_count = "read_count";
    std::string failed_count = "failed_count";
    /// @}
    friend bool operator==(const campaign_names&, const campaign_names&) = default;
  };

  /// One contact of one campaign: the message. Needed: id, campaign, message id, status, times.
  struct campaign_contact_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.campaign_contact";
    std::string tenant_id = "tenant_id";
    std::string id = "id";
    std::string campaign_id = "campaign_id";
    std::string contact_id = "contact_id";
    /// The name of the sending instance, or its id where `instance.id` is named.
    std::string instance = "instance";
    std::string whatsapp_message_id = "whatsapp_message_id";
    std::string status = "status";
    std::string sent_at = "sent_at";
    std::string delivered_at = "delivered_at";
    std::string read_at = "read_at";
    std::string failed_at = "failed_at";
    std::string error_code = "error_code";
    std::string error_message = "error_message";
    std::string failure_kind = "failure_kind";
    /// @}
    friend bool operator==(const campaign_contact_names&, const campaign_contact_names&) = default;
  };

  /// Whose message it is. Needed, if the table is named: id.
  struct contact_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.contact";
    std::string tenant_id = "tenant_id";
    std::string id = "id";
    std::string name = "name";
    std::string last_interaction_date = "last_interaction_date";
    /// @}
    friend bool operator==(const contact_names&, const contact_names&) = default;
  };

  /// Where a message was sent from, with its gauges. Needed, if the table is named: name.
  struct instance_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.instance";
    std::string tenant_id = "tenant_id";
    std::string id{};  ///< what messages and log refer to, where that is not the name
    std::string name = "name";
    std::string msgs_sent_today = "msgs_sent_today";
    std::string msgs_delivered_today = "msgs_delivered_today";
    std::string msgs_read_today = "msgs_read_today";
    std::string msgs_failed_today = "msgs_failed_today";
    std::string counters_day = "counters_day";  ///< without, another program resets the counters
    std::string consecutive_errors = "consecutive_errors";
    std::string health_score = "health_score";
    std::string last_success_at = "last_success_at";
    std::string last_error = "last_error";
    /// @}
    friend bool operator==(const instance_names&, const instance_names&) = default;
  };

  /// What has no column of its own is kept in `details`, if that is named.
  struct campaign_log_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.campaign_log";
    std::string tenant_id = "tenant_id";
    std::string id = "id";  ///< filled by its default; without one, a uuid at random
    std::string campaign_id = "campaign_id";
    std::string log_type = "log_type";
    std::string severity = "severity";
    std::string message{};  ///< a sentence for people
    std::string details{};
    std::string campaign_contact_id = "campaign_contact_id";
    std::string contact_id = "contact_id";
    std::string instance = "instance";
    std::string whatsapp_message_id = "whatsapp_message_id";
    std::string old_status = "old_status";
    std::string new_status = "new_status";
    std::string implied = "implied";
    std::string error_code = "error_code";
    std::string error_message = "error_message";
    std::string failure_kind = "failure_kind";
    std::string created_at = "created_at";
    /// Column to value, for those that are NOT NULL and that waybill has nothing for.
    std::map<std::string, std::string> constants{};
    /// @}
    friend bool operator==(const campaign_log_names&, const campaign_log_names&) = default;
  };

  /// How fast campaigns go (pace.hpp): one row for each slot, with a unique key of all but the
  /// messages. Existing tables need not have it: a name of waybill's own counts as none there.
  struct campaign_pace_names {
    /// @{ A name as it is stored; empty for what is not there.
    std::string table = "waybill.campaign_pace";
    std::string tenant_id = "tenant_id";
    std::string campaign_id = "campaign_id";
    std::string kind = "kind";
    std::string slot = "slot";
    std::string messages = "messages";
    /// @}
    friend bool operator==(const campaign_pace_names&, const campaign_pace_names&) = default;
  };

  campaign_names campaign{};                  ///< campaigns with their counters
  campaign_contact_names campaign_contact{};  ///< messages
  contact_names contact{};                    ///< people
  instance_names instance{};                  ///< sending instances
  campaign_log_names campaign_log{};          ///< the log of campaigns
  campaign_pace_names campaign_pace{};        ///< how fast campaigns go
  /// The one table that waybill may make among existing ones (`postgres_store::migrate`). Without,
  /// updates that come before their send was recorded are forgotten.
  std::string parked_update = "waybill.parked_update";
  /// Whose the tables are, needed where they have no tenant and calls name one. A call for no
  /// tenant is one for this tenant; a call for any other is a `store_error`.
  std::string only_tenant{};

  /// The tables that `postgres_store::migrate` makes.
  [[nodiscard]] static schema_names waybill() { return {}; }
  /// The Django tables of the reference handler. They have no tenant and no day of the counters,
  /// and what has no column there goes to the log's `details`.
  [[nodiscard]] WAYBILL_EXPORT static schema_names reference();

  friend bool operator==(const schema_names&, const schema_names&) = default;
};

/// Sets one name by its path, such as `campaign_contact.status` or `parked_update`, as files and
/// command lines do. A path `campaign_log.constants.COLUMN` sets a constant. Throws
/// `std::invalid_argument` for a path that is none.
WAYBILL_EXPORT void set_schema_name(schema_names& names, std::string_view path, std::string name);

/// All paths that have a name, constants aside.
[[nodiscard]] WAYBILL_EXPORT std::vector<std::string> schema_name_paths();

}  // namespace waybill
