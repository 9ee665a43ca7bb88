// Threads do not survive a fork, so neither does an ingestor: the child is told.

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ingest_shop.hpp"

using namespace waybill_test;

namespace {

/// Whether something throws `std::logic_error`.
template <typename Call>
[[nodiscard]] bool is_refused(Call call) {
  try {
    call();
  } catch (const std::logic_error&) {
    return true;
  }
  return false;
}

/// What a child finds wrong; 0 for nothing.
[[nodiscard]] int look_around(std::unique_ptr<waybill::ingestor> inherited,
                              const std::string& told) {
  if (inherited->handle(read_of(0), {tenant, {}}).http_status != 503) return 1;
  if (told.find("does not survive a fork") == std::string::npos) return 2;
  if (inherited->submit(read_of(0), {tenant, {}}).get().http_status != 503) return 3;
  if (!is_refused([&] { static_cast<void>(inherited->stats()); })) return 4;
  if (!is_refused([&] { inherited->stop(patience); })) return 5;
  if (!is_refused([&] { inherited->sweep(); })) return 6;
  inherited.reset();  // it neither hangs nor ends the process
  return 0;
}

}  // namespace

TEST_CASE("in a forked child every call is refused and the destructor does nothing") {
  sent_campaign inner{2};
  std::string told;
  auto options = patient();
  options.tracker.on_log = [&](waybill::severity, std::string_view text, const waybill::log_ids&) {
    told = text;
  };
  const waybill::tracker tracker{inner.memory, options.tracker};
  auto ingestor = std::make_unique<waybill::ingestor>(tracker, options);
  told.clear();
  const auto child = ::fork();
  if (child == 0) ::_exit(look_around(std::move(ingestor), told));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  // The parent goes on as if nothing had been.
  CHECK(ingestor->handle(read_of(1), {tenant, {}}).http_status == 200);
}
