#include "callers_store.hpp"

#include "postgres_load.hpp"
#include "postgres_parts.hpp"

namespace waybill::detail {

namespace {

[[nodiscard]] command lock_instance_command(const table_map& tables) {
  return {"add_rows",
          tables.sql("SELECT '1' FROM {instance} w"
                     " WHERE w.{instance_tenant_id} = :tenant::text AND w.{instance_name} = "
                     ":key::text FOR NO KEY UPDATE"),
          1, false};
}

}  // namespace

callers_sends::callers_sends(postgres_database& database)
    : database_(database), inner_(make_postgres_sends(database)) {}

std::vector<std::optional<tracked_message>> callers_sends::load_rows(
    std::span<const row_key> rows) {
  return inner_->load_rows(rows);
}

bool callers_sends::add_rows(std::span<const new_row> rows) {
  if (!database_.owns_tables()) return false;
  for (const auto& each : instances_) {
    database_.run(lock_instance_command, {{"tenant", each.tenant}, {"key", each.name}});
  }
  return inner_->add_rows(rows);
}

bool callers_sends::knows_instance(const instance_key& instance) {
  return inner_->knows_instance(instance);
}

callers_store::callers_store(postgres_database& like, savepoint& in)
    : database_(like, in), applier_(database_), sends_(database_) {
  if (database_.owns_tables()) catalog_ = make_postgres_catalog(database_);
}

std::vector<std::vector<tracked_message>> callers_store::load(std::span<const message_key> keys) {
  return load_messages(database_, keys);
}

std::vector<std::size_t> callers_store::apply(std::span<const change> changes) {
  return applier_.apply(changes);
}

}  // namespace waybill::detail
