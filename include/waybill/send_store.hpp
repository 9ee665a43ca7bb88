#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/message.hpp>

namespace waybill {

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

}  // namespace waybill
