#pragma once

#include <memory>
#include <string>
#include <vector>

#include <waybill/waybill.hpp>

#include "health_day.hpp"
#include "live_feed.hpp"

namespace waybill_server {

/// An instance as it stands now, and its health until now.
struct instance_view {
  std::string name{};
  waybill::instance_stats gauges{};
  health_day::lows health{};
};

/// What the server has of waybill: a store, and what works on it.
class service {
 public:
  /// `where` is `sqlite:FILE` or a URL of PostgreSQL. Makes the tables where they are not there.
  /// `gateway` is the name of a dialect.
  service(const std::string& where, std::string tenant, const std::string& gateway,
          bool behind_pooler = false);

  [[nodiscard]] waybill::store& store() noexcept { return *store_; }
  [[nodiscard]] const waybill::tracker& tracker() const noexcept { return tracker_; }
  [[nodiscard]] waybill::ingestor& ingestor() noexcept { return ingestor_; }
  [[nodiscard]] live_feed& feed() noexcept { return feed_; }
  /// Those of the tenant. Whoever reads them adds to the health that is kept.
  std::vector<instance_view> read_instances();
  /// The one tenant of this server. A server for many tenants would take it from the token.
  [[nodiscard]] const std::string& tenant() const noexcept { return tenant_; }
  /// The one gateway of this server, by the name of its dialect.
  [[nodiscard]] const std::string& gateway() const noexcept { return gateway_; }
  [[nodiscard]] bool takes_forms() const noexcept { return takes_forms_; }

 private:
  service(const std::string& where, std::string tenant, waybill::dialect gateway,
          bool behind_pooler);

  std::string tenant_;
  std::string gateway_;
  bool takes_forms_;
  std::unique_ptr<waybill::store> store_;
  live_feed feed_;
  health_day health_;
  waybill::tracker tracker_;
  waybill::ingestor ingestor_;
};

}  // namespace waybill_server
