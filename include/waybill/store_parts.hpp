#pragma once

// What a store may do besides `load` and `apply`, each of it optional.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <waybill/change.hpp>
#include <waybill/config.hpp>
#include <waybill/message.hpp>
#include <waybill/pace.hpp>
#include <waybill/recipients.hpp>
#include <waybill/stats.hpp>
#include <waybill/status.hpp>
#include <waybill/update.hpp>

namespace waybill {

/// What messages speak of, where the store itself keeps it: campaigns, sending instances and
/// contacts. A store on existing tables leaves them to the tables' owner. Threads and errors are
/// as for `store`.
class WAYBILL_EXPORT catalog_store {
 public:
  virtual ~catalog_store() = default;  ///< with its store

  /// Makes a campaign with counters at zero. One that is there stays as it is.
  virtual void add_campaign(const campaign_key& campaign) = 0;
  /// Makes a sending instance in full health. One that is there stays as it is.
  virtual void add_instance(const instance_key& instance) = 0;
  /// Makes a contact. One that is there stays as it is, its name too.
  virtual void add_contact(const contact_key& contact, std::string_view name) = 0;

  /// Ids of a tenant's campaigns, in order of their bytes.
  [[nodiscard]] virtual std::vector<std::string> campaigns(std::string_view tenant) = 0;
  /// Names of a tenant's instances, in order of their bytes.
  [[nodiscard]] virtual std::vector<std::string> instances(std::string_view tenant) = 0;
};

/// A row to track: one contact of one campaign.
struct new_row {
  row_key key{};           ///< whose, and which
  std::string campaign{};  ///< the campaign's id; empty for none
  std::string contact{};   ///< the contact's id; empty for none
};

/// What `record_sent` asks of a store beyond `load` and `apply`. Threads and errors are as for
/// `store`. A store that has it applies `change::send` too.
class WAYBILL_EXPORT send_store {
 public:
  virtual ~send_store() = default;  ///< with its store

  /// The rows with these ids, in the order asked; nothing for an unknown one. Their tenant is
  /// spelled as in the key.
  [[nodiscard]] virtual std::vector<std::optional<tracked_message>> load_rows(
      std::span<const row_key> rows) = 0;

  /// Makes pending rows, each of which counts among its campaign's contacts. A row that is already
  /// there stays as it is; one whose campaign is not there is not made. Returns false where rows
  /// are made by the tables' owner (existing tables).
  virtual bool add_rows(std::span<const new_row> rows) = 0;

  /// Whether a sending instance of that name is there. True where none are kept: there is nothing
  /// to compare with.
  [[nodiscard]] virtual bool knows_instance(const instance_key& /*instance*/) { return true; }
};

/// Grows with every parking in a store; never used again.
using parked_id = std::uint64_t;

/// Names one parked update.
struct parked_key {
  std::string tenant{};  ///< of the update's origin
  parked_id id = 0;      ///< of one parking

  friend bool operator==(const parked_key&, const parked_key&) = default;
};

/// An update whose message had no row when it came, or whose instance goes by another name in its
/// row.
struct parked_update {
  parked_id id = 0;  ///< given when it was parked
  /// `from.instances` and `arrived_at` are kept: it is settled as if it came when it was parked.
  incoming_update incoming{};

  /// By which it is forgotten.
  [[nodiscard]] parked_key key() const { return {incoming.from.tenant, id}; }
};

/// Where updates wait that came before their send was recorded. Each call is one durable step.
/// Threads and errors are as for `store`.
class WAYBILL_EXPORT parking_store {
 public:
  virtual ~parking_store() = default;  ///< with its store

  /// Parks updates, however many there are already; returns their ids in the order given.
  [[nodiscard]] virtual std::vector<parked_id> park(std::span<const incoming_update> updates) = 0;

  /// Removes a tenant's oldest until `cap` are left, and not more than `limit` of them; returns how
  /// many went. It does not wait: what another caller is removing is left to that one. The work
  /// is bounded by `cap` and `limit`, however many there are.
  virtual std::size_t make_room(std::string_view tenant, std::size_t cap, std::size_t limit) = 0;

  /// What is parked for these messages, in order of parking, with the tenant as a key spells it.
  [[nodiscard]] virtual std::vector<parked_update> parked_for(
      std::span<const message_key> keys) = 0;

  /// Up to `limit` parked updates of all tenants with an id greater than `after`, by id.
  [[nodiscard]] virtual std::vector<parked_update> parked_after(parked_id after,
                                                                std::size_t limit) = 0;

  /// Removes exactly these. Keys of what is gone already do not matter.
  virtual void forget(std::span<const parked_key> keys) = 0;

  /// Removes those of these whose message no row has in the same step; returns how many.
  virtual std::size_t forget_unknown(std::span<const parked_key> keys) = 0;
};

/// Names one entry of a campaign's log, in which it grows; where several write at once, an entry
/// with a lesser id may still come. In a feed (`store::feed`) it is the entry's place there: of two
/// entries of a tenant the one with the greater place was committed later, or in the same step for
/// what happened later.
using log_id = std::uint64_t;

/// A log entry as it is kept: with its place, and what it is about.
struct logged_entry {
  log_id id = 0;           ///< its place
  std::string row{};       ///< the campaign contact's id
  std::string contact{};   ///< the contact's id; empty for none
  std::string instance{};  ///< name of the instance; empty for none
  log_entry entry{};       ///< what happened

  friend bool operator==(const logged_entry&, const logged_entry&) = default;
};

/// One message with its story.
struct message_story {
  tracked_message message{};        ///< as its row stands
  std::vector<logged_entry> log{};  ///< what the log has of that row, oldest entry first
};

/// What dashboards and operators ask. Threads and errors are as for `store`.
class WAYBILL_EXPORT report_store {
 public:
  virtual ~report_store() = default;  ///< with its store

  /// The counters of a campaign; nothing for an unknown one.
  [[nodiscard]] virtual std::optional<campaign_stats> read_campaign(
      const campaign_key& campaign) = 0;
  /// The gauges of an instance; nothing for an unknown one.
  [[nodiscard]] virtual std::optional<instance_stats> read_instance(
      const instance_key& instance) = 0;

  /// Rows of a tenant with status sent and `sent_at` before a moment, oldest first, at most
  /// `limit`.
  [[nodiscard]] virtual std::vector<tracked_message> find_stalled(std::string_view tenant,
                                                                  time_point sent_before,
                                                                  std::size_t limit) = 0;

  /// Counters and rows of a campaign, read in one snapshot; nothing for an unknown one. Throws a
  /// `store_error` where the database may hide some of the rows.
  [[nodiscard]] virtual std::optional<campaign_audit> audit(const campaign_key& campaign) = 0;

  /// The same, and adds the drift to the counters. Updates that land meanwhile keep their counts.
  /// What is kept of the campaign's pace is set right too.
  /// Throws a `store_error` where the database kept the counters as they were.
  virtual std::optional<campaign_audit> repair(const campaign_key& campaign) = 0;

  /// Why messages of a campaign failed: its rows with status failed, counted by kind and code. Most
  /// messages first; where they are as many, in the order of kinds and then of codes. Nothing for
  /// an unknown campaign. Throws a `store_error` where the database may hide some of the rows.
  [[nodiscard]] virtual std::vector<failure_count> failures(const campaign_key& campaign) = 0;

  /// The same for each instance they were sent from: in order of the instances' bytes, and within
  /// one as above.
  [[nodiscard]] virtual std::vector<instance_failures> failures_by_instance(
      const campaign_key& campaign) = 0;

  /// Rows of a campaign by their ids, a page at a time; none for an unknown one. The work of a call
  /// is bounded by the limit, or 1,000 rows where that is more, however many there are: a page for
  /// which it had to pass over too many others comes back short, with where to go on.
  /// `tracker::recipients` fills it. A row that was there when the first page was read, and does
  /// not move, is on exactly one page.
  [[nodiscard]] virtual recipient_page read_recipients(const campaign_key& campaign,
                                                       const recipient_query& query) = 0;

  /// The message of a row with its story; nothing for an unknown row. Message and log are read one
  /// after the other: a report that lands in between shows in the log alone. `logged_entry::id` is
  /// as in `read_log` where ids of entries are numbers, and the place in the story elsewhere.
  [[nodiscard]] virtual std::optional<message_story> find_message(const row_key& row) = 0;

  /// The same by the gateway's id, of all rows that have it now: instances may give the same id.
  /// None for an unknown one.
  [[nodiscard]] virtual std::vector<message_story> find_messages(const message_key& message) = 0;

  /// How fast a campaign goes, from what is kept as its messages move (pace.hpp): no row is read.
  /// `repair` sets right what is kept. Nothing for an unknown campaign.
  [[nodiscard]] virtual std::optional<campaign_pace> read_pace(const campaign_key& campaign) = 0;

  /// A campaign's log, newest entry first, at most `limit` of them: those with an id below
  /// `before`, the last one of the page that was read last; from the end of the log without.
  [[nodiscard]] virtual std::vector<logged_entry> read_log(const campaign_key& campaign,
                                                           std::optional<log_id> before,
                                                           std::size_t limit) = 0;

  /// Removes entries of a tenant's logs that are older than a moment, at most `limit` of them: the
  /// oldest in the order of the feed, up to the first that is younger. Listeners behind them are
  /// told (`feed_page`). Returns how many; call again while it returns any. Where no feed is kept,
  /// any that are older.
  virtual std::size_t remove_log(std::string_view tenant, time_point older_than,
                                 std::size_t limit) = 0;
};

}  // namespace waybill
