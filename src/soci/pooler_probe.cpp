#include "pooler_probe.hpp"

#include <chrono>

#include <poll.h>

namespace waybill::detail {

namespace {

using result = std::unique_ptr<PGresult, decltype(&PQclear)>;
constexpr std::chrono::seconds patience{1};

}  // namespace

bool pooler_probe::is_answered() const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (PQisBusy(connection_.get()) != 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&socket, 1, static_cast<int>(left.count())) <= 0) return false;
    if (PQconsumeInput(connection_.get()) == 0) return false;
  }
  return true;
}

std::optional<std::string> pooler_probe::backend_id() {
  if (PQsendQuery(connection_.get(), "SELECT pg_backend_pid()") == 0 || !is_answered()) {
    return std::nullopt;
  }
  const result answer{PQgetResult(connection_.get()), &PQclear};
  while (result{PQgetResult(connection_.get()), &PQclear}) {
  }
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return std::nullopt;
  return PQgetvalue(answer.get(), 0, 0);
}

}  // namespace waybill::detail
