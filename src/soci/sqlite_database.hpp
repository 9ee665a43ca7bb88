#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <waybill/soci/sqlite_options.hpp>

#include "command.hpp"
#include "session_lender.hpp"
#include "sqlite_session.hpp"
#include "text_rows.hpp"

namespace waybill::detail {

/// What the parts of a `sqlite_store` share: its sessions.
class sqlite_database {
 public:
  using lender = session_lender<sqlite_session>;

  sqlite_database(const std::string& file, const sqlite_options& options)
      : file_(file), writer_(lend(1, options)), readers_(lend(options.readers, options)) {}

  [[nodiscard]] const std::string& file() const noexcept { return file_; }

  /// Runs one statement that only reads, on what is committed by now.
  text_rows read(const command& what, const parameters& bound) {
    return readers_.borrow()->run(what, bound);
  }
  /// Runs several statements in one transaction, and returns what `work(session)` does.
  template <typename Work>
  auto write(std::string_view operation, Work work) {
    const auto session = writer_.borrow();
    session->begin(operation);
    auto result = work(*session);
    session->commit(operation);
    return result;
  }
  /// Runs one statement in a transaction of its own.
  text_rows write(const command& what, const parameters& bound) {
    return write(what.operation, [&](auto& session) { return session.run(what, bound); });
  }

  [[nodiscard]] lender::lease borrow_writer() { return writer_.borrow(); }
  [[nodiscard]] lender::lease borrow_reader() { return readers_.borrow(); }

 private:
  [[nodiscard]] lender lend(std::size_t limit, const sqlite_options& options) const {
    return {limit, options.busy_timeout, "other threads used the file for too long; run it again",
            [file = file_, options] { return std::make_unique<sqlite_session>(file, options); }};
  }

  std::string file_;
  lender writer_;
  lender readers_;
};

}  // namespace waybill::detail
