#include <memory>
#include <string>

#include <waybill/soci/postgres_store.hpp>

#include "postgres_database.hpp"

namespace waybill {

postgres_store::postgres_store(const std::string& connection, const postgres_options& options)
    : implementation_(std::make_unique<implementation>(connection, options)) {}

postgres_store::~postgres_store() = default;

}  // namespace waybill
