#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store_error.hpp>

#include "sqlite_apply.hpp"
#include "sqlite_load.hpp"
#include "sqlite_parts.hpp"

namespace waybill {

namespace {

/// The same file for every connection, wherever the program goes meanwhile. SQLite's special names
/// are none of a file: each connection would have a database of its own.
[[nodiscard]] std::string path_of(const std::string& file) {
  if (file.empty() || file == ":memory:") {
    throw store_error{store_failure::permanent,
                      "open: give the name of a file; memory_store is the store in memory"};
  }
  return std::filesystem::absolute(file).lexically_normal().string();
}

}  // namespace

sqlite_store::sqlite_store(const std::string& file, const sqlite_options& options)
    : parts_(std::make_unique<parts>(path_of(file), options)) {}

sqlite_store::~sqlite_store() = default;

send_store* sqlite_store::sends() noexcept { return parts_->sends.get(); }
parking_store* sqlite_store::parking() noexcept { return parts_->parking.get(); }
report_store* sqlite_store::reports() noexcept { return parts_->reports.get(); }
catalog_store* sqlite_store::catalog() noexcept { return parts_->catalog.get(); }
feed_store* sqlite_store::feed() noexcept { return parts_->feed.get(); }

std::vector<std::vector<tracked_message>> sqlite_store::load(std::span<const message_key> keys) {
  return detail::load_messages(parts_->database, keys);
}

std::vector<std::size_t> sqlite_store::apply(std::span<const change> changes) {
  if (changes.empty()) return {};
  return parts_->database.write(
      "apply", [&](auto& session) { return detail::apply_changes(session, changes); });
}

}  // namespace waybill
