#include "opened_store.hpp"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "terminal.hpp"
#include "views.hpp"

#ifdef WAYBILL_HARNESS_WITH_SOCI
#include <waybill/soci/postgres_store.hpp>
#include <waybill/soci/schema.hpp>
#include <waybill/soci/sqlite_store.hpp>
#endif

namespace waybill_harness {

namespace {

/// Writes each problem once. Thread-safe.
class problem_log {
 public:
  void tell(waybill::severity level, std::string_view text, const waybill::log_ids& about) {
    if (level == waybill::severity::info) return;
    const std::scoped_lock lock{mutex_};
    if (!told_.emplace(text).second) return;
    // Ids and texts come from the gateway: they cannot break the line.
    fmt::print(stderr, "{} {}: {} (message {}, instance {})\n", look_of(stderr).red("waybill:"),
               to_string(level), printable(text), to_text(about.message_id),
               to_text(about.instance));
  }

 private:
  std::mutex mutex_;
  std::set<std::string, std::less<>> told_;
};

/// With a problem log: a store that fails for every line of a file says why only once.
[[nodiscard]] waybill::tracker_options telling_problems(waybill::tracker_options options) {
  options.on_log = [log = std::make_shared<problem_log>()](
                       auto level, auto text, const auto& about) { log->tell(level, text, about); };
  return options;
}

[[nodiscard]] waybill::store_error not_ready(const std::string& why) {
  return {waybill::store_failure::retry_safe, why};
}

#ifdef WAYBILL_HARNESS_WITH_SOCI

constexpr std::string_view sqlite_prefix = "sqlite:";

using waybill::postgres_store;
using waybill::sqlite_store;

[[nodiscard]] std::vector<std::string> warnings_of(postgres_store& store) {
  return store.check_schema();
}
[[nodiscard]] std::vector<std::string> warnings_of(sqlite_store& store) {
  store.check_schema();
  return {};
}

[[nodiscard]] bool keep_feed_of(postgres_store& store) { return store.keep_feed(); }
/// One connection writes at a time: a file keeps it without being asked.
[[nodiscard]] bool keep_feed_of(sqlite_store& /*store*/) { return false; }

/// The schema of either SQL store.
template <typename Store>
class schema_of final : public schema {
 public:
  schema_of(Store& store, std::size_t steps, std::function<std::string()> sql)
      : store_(store), steps_(steps), sql_(std::move(sql)) {}

  std::size_t migrate() override { return store_.migrate(); }
  [[nodiscard]] std::size_t pending() override { return store_.pending_migrations(); }
  bool keep_feed() override { return keep_feed_of(store_); }
  [[nodiscard]] std::size_t steps() const override { return steps_; }
  std::vector<std::string> check() override { return warnings_of(store_); }
  [[nodiscard]] std::string sql() const override { return sql_(); }

 private:
  Store& store_;
  std::size_t steps_;
  std::function<std::string()> sql_;
};

#endif

}  // namespace

#ifdef WAYBILL_HARNESS_WITH_SOCI

template <typename Store>
void opened_store::keep(std::unique_ptr<Store> store, std::size_t steps,
                        std::function<std::string()> sql) {
  schema_ = std::make_unique<schema_of<Store>>(*store, steps, std::move(sql));
  store_ = std::move(store);
}

void opened_store::open_file(durability how) {
  file_ = options_.store.substr(sqlite_prefix.size());
  waybill::sqlite_options file;
  if (how == durability::relaxed) file.durability = waybill::sqlite_durability::normal;
  keep(std::make_unique<sqlite_store>(file_, file), waybill::sqlite_migrations().size(),
       &waybill::sqlite_schema_sql);
}

void opened_store::open_server() {
  waybill::postgres_options server;
  server.pooler_mode = options_.behind_pooler;
  server.one_tenant_statements = options_.one_tenant;
  server.schema = options_.schema_names();
  auto steps = waybill::postgres_migrations().size();
  if (!options_.schema_file.empty()) steps = server.schema.parked_update.empty() ? 0 : 1;
  keep(std::make_unique<postgres_store>(options_.store, server), steps,
       [names = server.schema, distributed = options_.distributed] {
         return waybill::postgres_schema_sql(names) +
                (distributed ? waybill::postgres_distribution_sql(names) : std::string{});
       });
}

opened_store::opened_store(const work_options& options, durability how) : options_(options) {
  const auto& name = options.store;
  const bool is_server = name.starts_with("postgresql://") || name.starts_with("postgres://");
  if (!options.schema_file.empty() && !is_server) {
    throw usage_error{"--schema is for a store in PostgreSQL: --store postgresql://…"};
  }
  if (options.distributed && !is_server) {
    throw usage_error{"--distributed is for a store in PostgreSQL: --store postgresql://…"};
  }
  if (name == "memory:") {
    store_ = std::make_unique<waybill::memory_store>();
  } else if (name.starts_with(sqlite_prefix)) {
    open_file(how);
  } else if (is_server) {
    open_server();
  } else {
    throw usage_error{"--store must be sqlite:FILE, postgresql://user@host/database or memory:"};
  }
}

#else

opened_store::opened_store(const work_options& options, durability /*how*/) : options_(options) {
  if (options.store != "memory:") {
    throw usage_error{
        "--store must be memory: — this waybill was built without SQL stores; build it with "
        "WAYBILL_WITH_SOCI for sqlite:FILE and postgresql://"};
  }
  store_ = std::make_unique<waybill::memory_store>();
}

#endif

opened_store::~opened_store() = default;

waybill::catalog_store& opened_store::catalog() const {
  if (auto* const catalog = store_->catalog()) return *catalog;
  throw usage_error{
      "campaigns, instances and contacts of existing tables are made by the program that owns "
      "them"};
}

bool opened_store::lacks_file() const { return is_file() && !std::filesystem::exists(file_); }

std::size_t opened_store::pending() const {
  if (!schema_) return 0;
  try {
    return schema_->pending();
  } catch (const waybill::store_error& error) {
    throw not_ready(fmt::format("{}\nThe store is {}; --store or WAYBILL_STORE names another.",
                                error.what(), options_.shown_store()));
  }
}

std::size_t opened_store::migrate() const {
  if (pending() != 0) return schema_->migrate();
  // Perhaps there is nothing to make because these are not the right tables.
  if (schema_ && !options_.schema_file.empty()) schema_->check();
  return 0;
}

void opened_store::expect_tables() const {
  const auto init = options_.to_type({"init"});
  if (lacks_file()) {
    throw not_ready(fmt::format("there is no file {}; make it with: {}", file_, init));
  }
  if (const auto missing = pending(); missing != 0) {
    throw not_ready(fmt::format("{} of {} migrations {} missing; make them with: {}", missing,
                                schema_->steps(), missing == 1 ? "is" : "are", init));
  }
}

waybill::tracker ready_store::tracker() const {
  return waybill::tracker{**this, telling_problems(options_.tracker())};
}

}  // namespace waybill_harness
