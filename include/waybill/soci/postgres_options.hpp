#pragma once

#include <chrono>
#include <cstddef>

#include <waybill/soci/schema_names.hpp>

namespace waybill {

/// How a `postgres_store` uses its database. Every field has a sane default.
struct postgres_options {
  /// Connections at most. Each is opened when it is first needed. A batching writer needs one; a
  /// tracker that many threads call gains little from more than the database has cores.
  std::size_t sessions = 4;
  /// How long a call waits for a free session.
  std::chrono::milliseconds lease_timeout = std::chrono::seconds{2};
  /// How long opening a connection may take, a host at a time; a call that has to open one may miss
  /// its deadline by so much. libpq counts in whole seconds, two of them at least.
  std::chrono::seconds connect_timeout{3};
  /// How long one statement may run, by the server's clock. Off in `pooler_mode`.
  std::chrono::milliseconds statement_timeout = std::chrono::seconds{30};
  /// How long one statement may wait for a lock. Off in `pooler_mode`.
  std::chrono::milliseconds lock_timeout = std::chrono::seconds{2};
  /// How long a call may wait for the server's answer at most; an earlier deadline of the caller
  /// (deadline_scope.hpp) goes before it. Then its connection is cut, which also ends what neither
  /// the server nor TCP would: a server that is there and says nothing.
  std::chrono::milliseconds answer_timeout = std::chrono::seconds{35};
  /// For a pooler in transaction mode, such as pgbouncer: no prepared statements and no state of a
  /// session, so give the role its own `statement_timeout` and `lock_timeout` there. A pooler that
  /// is found to share its connections is refused without.
  bool pooler_mode = false;
  /// For tables that are distributed by tenant (Citus 12.1 or later): each statement names one
  /// tenant as a plain value, so that it goes to one shard; a call for several tenants takes a
  /// statement for each, and the log is a second statement of the transaction that applies. Goes
  /// with `ingestor_options::one_tenant_batches`.
  bool one_tenant_statements = false;
  /// Whether each batch tells those who wait for a feed (`feed_store::wait_feed`), and they listen,
  /// on one connection more (NOTIFY, LISTEN). Without, and for tables that are distributed or
  /// behind a pooler, they look five times a second. PostgreSQL commits what tells anybody one
  /// after the other, so that small batches of several writers no longer share a wait for the disk.
  bool feed_notices = false;
  /// What the tables are called: waybill's own, or those that are there already.
  schema_names schema{};
};

}  // namespace waybill
