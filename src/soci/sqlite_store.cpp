#include <filesystem>
#include <memory>
#include <string>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store_error.hpp>

#include "sqlite_database.hpp"

namespace waybill {

namespace {

/// The same file for every connection, wherever the program goes meanwhile. SQLite's special names
/// are none of a file: each connection would have a database of its own.
[[nodiscard]] std::string path_of(const std::string& file) {
  if (file.empty() || file == ":memory:") {
    throw store_error{failure_kind::permanent,
                      "open: give the name of a file; memory_store is the store in memory"};
  }
  return std::filesystem::absolute(file).lexically_normal().string();
}

}  // namespace

sqlite_store::sqlite_store(const std::string& file, const sqlite_options& options)
    : implementation_(std::make_unique<implementation>(path_of(file), options)) {}

sqlite_store::~sqlite_store() = default;

}  // namespace waybill
