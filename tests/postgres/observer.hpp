#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace waybill_test {

/// Looks at and changes a database beside the store under test: plain libpq, nothing of waybill.
class observer {
 public:
  using row = std::vector<std::string>;

  explicit observer(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }

  /// The rows that came back, each value as text and NULL as the empty one.
  std::vector<row> run(const std::string& sql, const std::vector<std::string>& bound = {}) {
    std::vector<const char*> values;
    for (const auto& each : bound) values.push_back(each.c_str());
    const result done{PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                   nullptr, values.data(), nullptr, nullptr, 0),
                      &PQclear};
    const auto status = PQresultStatus(done.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail();
    std::vector<row> rows(static_cast<std::size_t>(PQntuples(done.get())));
    for (int i = 0; i < PQntuples(done.get()); ++i) {
      for (int column = 0; column < PQnfields(done.get()); ++column) {
        rows[static_cast<std::size_t>(i)].emplace_back(PQgetvalue(done.get(), i, column));
      }
    }
    return rows;
  }
  /// The only value of the only row.
  std::string value(const std::string& sql, const std::vector<std::string>& bound = {}) {
    return run(sql, bound).at(0).at(0);
  }
  /// What others said since on the channels that it listens to.
  std::vector<std::string> notices() {
    std::vector<std::string> said;
    PQconsumeInput(connection_.get());
    while (auto* const each = PQnotifies(connection_.get())) {
      said.emplace_back(each->extra);
      PQfreemem(each);
    }
    return said;
  }
  /// Several statements that bind nothing.
  void script(const std::string& sql) {
    const result done{PQexec(connection_.get(), sql.c_str()), &PQclear};
    const auto status = PQresultStatus(done.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail();
  }

  /// For what is tested to work on somebody else's connection.
  [[nodiscard]] PGconn* connection() const noexcept { return connection_.get(); }

 private:
  using result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  [[noreturn]] void fail() const {
    throw std::runtime_error{std::string{"observer: "} + PQerrorMessage(connection_.get())};
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace waybill_test
