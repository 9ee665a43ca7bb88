#pragma once

#include "postgres_session.hpp"

namespace waybill::detail {

// A feed costs who writes (examples/guide/feed.md), so that it is kept only where somebody asked
// for it.

/// Whether ids of waybill's own log are places in a feed.
[[nodiscard]] bool is_feed_kept(postgres_session& session);

/// Makes them so from now on, within the transaction that is open.
void begin_feed(postgres_session& session);

}  // namespace waybill::detail
