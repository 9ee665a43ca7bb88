#pragma once

#include <string_view>

#include "postgres_session.hpp"

namespace waybill::detail {

/// The column of waybill's own log that is there where a feed is kept. It has no default: who
/// writes an entry says by it that he adds the entry to the feed, and a program that does not know
/// of the feed is refused rather than passed over in it.
inline constexpr std::string_view feed_column = "in_feed";

/// Whether a feed is kept of waybill's own log.
[[nodiscard]] bool is_feed_kept(postgres_session& session);

/// Keeps one from now on, with the entries that are there, within the transaction that is open.
void begin_feed(postgres_session& session);

}  // namespace waybill::detail
