#pragma once

#include <memory>
#include <string>

#include <waybill/waybill.hpp>

#include "live_feed.hpp"

namespace waybill_server {

/// What the server has of waybill: a store, and what works on it.
class service {
 public:
  /// `where` is `sqlite:FILE` or a URL of PostgreSQL. Makes the tables where they are not there.
  service(const std::string& where, std::string tenant, bool behind_pooler = false);

  [[nodiscard]] waybill::store& store() noexcept { return *store_; }
  [[nodiscard]] const waybill::tracker& tracker() const noexcept { return tracker_; }
  [[nodiscard]] waybill::ingestor& ingestor() noexcept { return ingestor_; }
  [[nodiscard]] live_feed& feed() noexcept { return feed_; }
  /// The one tenant of this server. A server for many tenants would take it from the token.
  [[nodiscard]] const std::string& tenant() const noexcept { return tenant_; }

 private:
  std::string tenant_;
  std::unique_ptr<waybill::store> store_;
  live_feed feed_;
  waybill::tracker tracker_;
  waybill::ingestor ingestor_;
};

}  // namespace waybill_server
