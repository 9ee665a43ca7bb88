#pragma once

#include <memory>
#include <optional>
#include <string>

#include "soci.hpp"

namespace waybill::detail {

/// A second connection beside a session, to tell whether a pooler shares what is behind both. Plain
/// libpq, because it must not wait: a pooler that has no connection left for it says nothing.
class pooler_probe {
 public:
  explicit pooler_probe(const std::string& where)
      : connection_(PQconnectdb(where.c_str()), &PQfinish) {}

  /// The process of the server that this connection is given now; nothing where none comes soon.
  [[nodiscard]] std::optional<std::string> backend_id();

 private:
  [[nodiscard]] bool is_answered() const;

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace waybill::detail
