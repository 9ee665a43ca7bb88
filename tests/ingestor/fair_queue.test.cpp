#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/impl/service/fair_queue.hpp>

using waybill::detail::body_list;
using waybill::detail::body_ptr;
using waybill::detail::claim_place;
using waybill::detail::fair_queue;
using waybill::detail::message_claims;
using waybill::detail::queued_body;

namespace {

constexpr std::size_t plenty = 1'000'000;

body_ptr body_of(const std::string& tenant, std::size_t updates = 1, std::size_t bytes = 10) {
  auto body = std::make_shared<queued_body>();
  body->tenant = tenant;
  body->tenant_place = waybill::detail::claim_place_of(tenant);
  body->opened.updates.resize(updates);
  body->bytes = bytes;
  return body;
}

void push(fair_queue& queue, const std::string& tenants) {
  for (const auto each : tenants) queue.push(body_of({each}));
}

/// A body about messages that are named by a letter each.
body_ptr body_about(const std::string& messages, const std::string& tenant = "t") {
  auto body = body_of(tenant, messages.size());
  for (const auto each : messages) body->places.push_back(static_cast<claim_place>(each));
  return body;
}

void release(message_claims& claims, const body_list& batch) {
  for (const auto& body : batch) claims.release(body->places, body->tenant_place);
}

body_list take_batch(fair_queue& queue, std::size_t max_updates, bool of_one_tenant = false) {
  message_claims none;
  return queue.take(max_updates, of_one_tenant, none);
}

/// Whose bodies a batch holds.
std::string whose(const body_list& batch) {
  std::string tenants;
  for (const auto& body : batch) tenants += body->tenant;
  return tenants;
}

std::string take(fair_queue& queue, std::size_t max_updates) {
  return whose(take_batch(queue, max_updates));
}

/// The messages of a batch.
std::string messages_of(const body_list& batch) {
  std::string messages;
  for (const auto& body : batch) messages.append(body->places.begin(), body->places.end());
  return messages;
}

/// How many bodies of one update each a tenant may add.
std::size_t fill(fair_queue& queue, const std::string& tenant) {
  std::size_t count = 0;
  for (auto body = body_of(tenant); queue.has_room_for(*body); body = body_of(tenant)) {
    queue.push(body);
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("tenants take turns however many bodies one of them brought before the others") {
  fair_queue queue{plenty, plenty};
  push(queue, "aaaaaabbc");
  CHECK(take(queue, 4) == "abca");
  CHECK(take(queue, 3) == "baa");
  CHECK(take(queue, 100) == "aa");
  CHECK(queue.empty());
}

TEST_CASE("whose turn was next when a batch was full is first in the next one") {
  fair_queue queue{plenty, plenty};
  push(queue, "aaabbbccc");
  CHECK(take(queue, 2) == "ab");
  CHECK(take(queue, 2) == "ca");
  CHECK(take(queue, 5) == "bcabc");
}

TEST_CASE("batches of one tenant take turns however many bodies each brought") {
  fair_queue queue{plenty, plenty};
  push(queue, "aaaaabbbbc");
  const auto take_of_one = [&](std::size_t max_updates) {
    return whose(take_batch(queue, max_updates, true));
  };
  CHECK(take_of_one(3) == "aaa");
  CHECK(take_of_one(3) == "bbb");
  CHECK(take_of_one(3) == "c");
  CHECK(take_of_one(3) == "aa");
  CHECK(take_of_one(3) == "b");
  CHECK(queue.empty());
}

TEST_CASE("the bodies of one tenant keep their order") {
  fair_queue queue{plenty, plenty};
  const std::vector bodies{body_of("a"), body_of("a"), body_of("a")};
  for (const auto& each : bodies) {
    queue.push(each);
    queue.push(body_of("b"));
  }
  std::vector<body_ptr> taken;
  for (const auto& each : take_batch(queue, plenty)) {
    if (each->tenant == "a") taken.push_back(each);
  }
  CHECK(taken == bodies);
}

TEST_CASE("a body that does not fit waits for the next batch and is not passed over") {
  fair_queue queue{plenty, plenty};
  queue.push(body_of("a", 2));
  queue.push(body_of("b", 9));
  queue.push(body_of("c", 1));
  CHECK(take(queue, 10) == "a");
  CHECK(take(queue, 10) == "bc");
}

TEST_CASE("a body with more updates than a batch may have is a batch alone") {
  fair_queue queue{plenty, plenty};
  queue.push(body_of("a", 50));
  queue.push(body_of("b", 1));
  CHECK(take(queue, 10) == "a");
  CHECK(take(queue, 10) == "b");
}

TEST_CASE("a tenant alone may fill half of the queue and leaves room for another one") {
  fair_queue queue{100, plenty};
  CHECK(fill(queue, "a") == 50);
  CHECK(fill(queue, "b") == 25);
  CHECK(fill(queue, "c") == 13);
  CHECK(queue.updates() < 100);
}

TEST_CASE("the bytes of what waits are bounded as its updates are") {
  fair_queue queue{plenty, 1000};
  CHECK(fill(queue, "a") == 50);
  CHECK(queue.bytes() == 500);
  CHECK_FALSE(queue.has_room_for(*body_of("b", 1, 501)));
  CHECK(queue.has_room_for(*body_of("b", 1, 500)));
}

TEST_CASE("an empty queue has room for any body") {
  fair_queue queue{10, 10};
  CHECK(queue.has_room_for(*body_of("a", 1000, 1000)));
  queue.push(body_of("a", 1000, 1000));
  CHECK_FALSE(queue.has_room_for(*body_of("b")));
  CHECK(take(queue, 1) == "a");
  CHECK(queue.updates() == 0);
  CHECK(queue.bytes() == 0);
  CHECK(queue.has_room_for(*body_of("b")));
}

TEST_CASE("a report of a message that is in a batch under way waits, and others pass it") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  for (const auto* messages : {"x", "y", "x", "z", "x"}) queue.push(body_about(messages));
  const auto first = queue.take(2, false, claims);
  CHECK(messages_of(first) == "xy");
  CHECK(messages_of(queue.take(plenty, false, claims)) == "z");
  CHECK(queue.take(plenty, false, claims).empty());
  release(claims, first);
  CHECK(messages_of(queue.take(plenty, false, claims)) == "xx");
}

TEST_CASE(
    "what a waiting body is about waits with it, so that no message's reports change places") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  queue.push(body_about("x"));
  const auto first = queue.take(plenty, false, claims);
  for (const auto* messages : {"xy", "yz", "z", "w"}) queue.push(body_about(messages));
  CHECK(messages_of(queue.take(plenty, false, claims)) == "w");
  release(claims, first);
  CHECK(messages_of(queue.take(plenty, false, claims)) == "xyyzz");
}

TEST_CASE("a tenant whose reports all wait keeps its turn, and one that was served does not") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  queue.push(body_about("x", "a"));
  const auto first = queue.take(plenty, false, claims);
  queue.push(body_about("x", "a"));
  for (const auto* messages : {"y", "y"}) queue.push(body_about(messages, "b"));
  queue.push(body_about("z", "c"));
  CHECK(whose(queue.take(2, false, claims)) == "bc");
  release(claims, first);
  queue.push(body_about("w", "c"));
  CHECK(whose(queue.take(1, false, claims)) == "a");
}

TEST_CASE("a batch of one tenant is of the first one that has anything to take") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  queue.push(body_about("x", "a"));
  const auto first = queue.take(plenty, true, claims);
  queue.push(body_about("x", "a"));
  for (const auto* messages : {"y", "z"}) queue.push(body_about(messages, "b"));
  CHECK(messages_of(queue.take(plenty, true, claims)) == "yz");
}

TEST_CASE("beside a tenant's batch the next one of it is full, and another tenant's may be small") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  const auto take_of_one = [&] { return queue.take(3, true, claims); };
  push(queue, "a");
  const auto first = take_of_one();
  push(queue, "aab");
  CHECK(whose(take_of_one()) == "b");
  CHECK(take_of_one().empty());
  push(queue, "aa");
  CHECK(whose(take_of_one()) == "aaa");
  CHECK(take_of_one().empty());
  release(claims, first);
  CHECK(take_of_one().empty());
}

TEST_CASE("the search for a batch passes no more bodies than a batch may have updates") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  queue.push(body_about("x"));
  const auto first = queue.take(plenty, false, claims);
  for (const auto* messages : {"x", "x", "x", "y"}) queue.push(body_about(messages));
  CHECK(queue.take(3, false, claims).empty());
  CHECK(messages_of(queue.take(4, false, claims)) == "y");
}

TEST_CASE("all that waits is taken at once, whatever is in a batch under way") {
  fair_queue queue{plenty, plenty};
  message_claims claims;
  queue.push(body_about("x"));
  const auto first = queue.take(plenty, false, claims);
  for (const auto* messages : {"x", "y"}) queue.push(body_about(messages));
  CHECK(messages_of(queue.take_all()) == "xy");
  CHECK(queue.empty());
}
