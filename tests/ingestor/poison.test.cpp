// An item that the store refuses for good is answered alone, and nobody waits longer for it than
// their own part of the batch takes.

#include <cstddef>
#include <future>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/ingest_shop.hpp"
#include "support/picky_store.hpp"

using namespace waybill_test;
using waybill::message_status;
using waybill::receipt;

namespace {

const auto rejected = json(R"({"error":"Rejected"})");

/// An ingestor on a store that refuses some messages, behind a gate.
struct picky_shop : sent_campaign {
  picky_store picky{memory};
  gated_store gate{picky};
  waybill::tracker tracker{gate, patient().tracker};
  waybill::ingestor ingestor{tracker};

  explicit picky_shop(std::size_t messages) : sent_campaign(messages) {}
  ~picky_shop() { gate.open(); }
  picky_shop(const picky_shop&) = delete;
  picky_shop& operator=(const picky_shop&) = delete;

  /// Submits a read of each message but the first as one batch, and lets it go.
  std::vector<std::future<waybill::reply>> submit_batch(std::size_t messages) {
    gate.close();
    auto first = ingestor.submit(read_of(0), {tenant, {}});
    gate.wait_for_somebody();
    std::vector<std::future<waybill::reply>> answers;
    for (std::size_t i = 1; i < messages; ++i) {
      answers.push_back(ingestor.submit(read_of(i), {tenant, {}}));
    }
    return answers;
  }
};

void only_poison_is_rejected(std::size_t size, std::size_t poison, bool in_load) {
  picky_shop here{size + 1};
  here.picky.refuses_to_load = in_load;
  here.picky.poison = {message(poison)};
  auto answers = here.submit_batch(size + 1);
  here.gate.open();
  for (std::size_t i = 1; i <= size; ++i) {
    CAPTURE(i);
    const auto reply = answers[i - 1].get();
    CHECK(reply.http_status == (i == poison ? 422 : 200));
    CHECK((json(reply.body) == rejected) == (i == poison));
    CHECK(reply.transitions.size() == (i == poison ? 0 : 1));
    CHECK(here.status("row_" + std::to_string(i)) ==
          (i == poison ? message_status::sent : message_status::read));
  }
  CHECK(here.counts_hold());
  here.ingestor.stop(patience);
  CHECK(here.ingestor.stats().rejected == 1);
  CHECK(here.ingestor.stats().applied == size);
  CHECK(here.ingestor.stats().breaker == waybill::breaker_state::closed);
}

}  // namespace

TEST_CASE("a poison item anywhere in a batch is answered 422 alone and the others are applied") {
  std::size_t cases = 0;
  for (const bool in_load : {false, true}) {
    for (std::size_t size = 1; size <= 9; ++size) {
      for (std::size_t poison = 1; poison <= size; ++poison, ++cases) {
        CAPTURE(size);
        CAPTURE(poison);
        only_poison_is_rejected(size, poison, in_load);
      }
    }
  }
  CHECK(cases == 90);
}

TEST_CASE("who shares a batch with poison is answered as soon as their own part is durable") {
  picky_shop here{9};
  here.picky.poison = {message(8)};
  auto answers = here.submit_batch(9);
  // The first batch, the whole second one, which is refused, and its first half.
  here.gate.let_pass(3);
  for (std::size_t i = 0; i < 4; ++i) CHECK(answers[i].get().http_status == 200);
  here.gate.wait_for_somebody();
  for (std::size_t i = 4; i < 8; ++i) CHECK_FALSE(is_ready(answers[i]));
  // The second half, which is refused, and its own first half.
  here.gate.let_pass(2);
  for (std::size_t i = 4; i < 6; ++i) CHECK(answers[i].get().http_status == 200);
  here.gate.wait_for_somebody();
  CHECK_FALSE(is_ready(answers[7]));
  here.gate.open();
  CHECK(answers[6].get().http_status == 200);
  CHECK(answers[7].get().http_status == 422);
  here.ingestor.stop(patience);
  // Nobody was written twice: 1; 8, 4; 4, 2; 2, 1, 1.
  CHECK(here.gate.applies() == std::vector<std::size_t>{1, 8, 4, 4, 2, 2, 1, 1});
}

TEST_CASE("a body with poison among its items answers for each of them") {
  picky_shop here{5};
  here.picky.poison = {message(2)};
  const auto reply = here.ingestor.handle(read_of(0, 5), {tenant, {}});
  CHECK(reply.http_status == 200);
  const auto results = json(reply.body)["results"];
  REQUIRE(results.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK((results[i] == rejected) == (i == 2));
  CHECK(reply.transitions.size() == 4);
}

TEST_CASE("strangers that cannot be parked for good do not hold up messages of campaigns") {
  picky_shop here{3};
  here.picky.poison = {"STRANGER"};
  auto answers = here.submit_batch(3);
  auto stranger = here.ingestor.submit(report_of("STRANGER", receipt::read), {tenant, {}});
  auto friendly = here.ingestor.submit(report_of("ELSE", receipt::read), {tenant, {}});
  here.gate.open();
  for (auto& each : answers) CHECK(each.get().http_status == 200);
  CHECK(stranger.get().http_status == 422);
  CHECK(friendly.get().http_status == 200);
  CHECK(here.parked().size() == 1);
}
