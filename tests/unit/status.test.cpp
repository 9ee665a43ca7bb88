#include <string>

#include <doctest/doctest.h>

#include <waybill/status.hpp>

using waybill::message_status;

TEST_CASE("the persisted names of the statuses are what released databases hold") {
  CHECK(to_string(message_status::pending) == "pending");
  CHECK(to_string(message_status::sending) == "sending");
  CHECK(to_string(message_status::sent) == "sent");
  CHECK(to_string(message_status::delivered) == "delivered");
  CHECK(to_string(message_status::read) == "read");
  CHECK(to_string(message_status::failed) == "failed");
}

TEST_CASE("a persisted name leads back to its status") {
  for (const auto status : waybill::all_statuses) {
    CAPTURE(std::string{to_string(status)});
    CHECK(waybill::parse_status(to_string(status)) == status);
  }
}

TEST_CASE("a status of the user's own is no status of waybill") {
  for (const auto* name : {"", "queued", "SENT", "Sent", "sent ", " sent", "sen", "sents"}) {
    CAPTURE(name);
    CHECK_FALSE(waybill::parse_status(name).has_value());
  }
}

TEST_CASE("the stages of a message are in the order of its life") {
  static_assert(message_status::pending < message_status::sending);
  static_assert(message_status::sending < message_status::sent);
  static_assert(message_status::sent < message_status::delivered);
  static_assert(message_status::delivered < message_status::read);
  CHECK(waybill::all_statuses.size() == 6);
  for (std::size_t i = 0; i < waybill::all_statuses.size(); ++i) {
    CHECK(static_cast<std::size_t>(waybill::all_statuses[i]) == i);
  }
}
