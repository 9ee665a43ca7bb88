#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <waybill/failure_kind.hpp>
#include <waybill/message.hpp>
#include <waybill/status.hpp>

namespace waybill {

/// The order of recipients: that of their row ids, as the store compares them. Texts are compared
/// by their bytes in waybill's own tables, numbers and uuids as such. Descending is newest first
/// where ids grow, as those of sequences, ULIDs and UUIDs of version 7 do.
enum class row_order : std::uint8_t { ascending, descending };

/// So many rows are on a page at most, whatever is asked for.
inline constexpr std::size_t most_recipients_on_a_page = 10'000;

/// Which of a campaign's recipients to read, and from where on.
struct recipient_query {
  std::optional<message_status> status{};  ///< those that stand there; all of them without
  std::optional<failure_kind> kind{};      ///< those with status failed that failed for this
  row_order order = row_order::ascending;  ///< of the rows on a page, and of the pages
  std::string after{};                     ///< `next` of the page before; empty for the first page
  std::size_t limit = 50;                  ///< rows on a page, up to `most_recipients_on_a_page`

  /// Whether a row is among them, wherever it stands.
  [[nodiscard]] bool includes(const tracked_message& row) const noexcept {
    if (status && row.status != status) return false;
    return !kind || (row.status == message_status::failed && row.reason.kind == *kind);
  }
};

/// Some of a campaign's recipients.
struct recipient_page {
  std::vector<tracked_message> recipients{};  ///< in the order asked
  /// Where the next page begins, as `recipient_query::after`; empty at the end. A page may hold
  /// fewer rows than asked, or none, and not be the last one.
  std::string next{};
};

}  // namespace waybill
