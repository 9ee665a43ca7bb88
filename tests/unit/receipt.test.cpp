#include <string>

#include <doctest/doctest.h>

#include <waybill/status.hpp>

using waybill::receipt;

TEST_CASE("the names of the receipts are what parked reports hold") {
  CHECK(to_string(receipt::pending) == "pending");
  CHECK(to_string(receipt::sent) == "sent");
  CHECK(to_string(receipt::delivered) == "delivered");
  CHECK(to_string(receipt::read) == "read");
  CHECK(to_string(receipt::played) == "played");
  CHECK(to_string(receipt::failed) == "failed");
}

TEST_CASE("the name of a receipt leads back to it") {
  for (const auto what : waybill::all_receipts) {
    CAPTURE(std::string{to_string(what)});
    CHECK(waybill::parse_receipt(to_string(what)) == what);
  }
}

TEST_CASE("a provider's own word is not the name of a receipt") {
  for (const auto* word : {"", "READ", "DELIVERY_ACK", "delivered ", "2", "sending"}) {
    CAPTURE(word);
    CHECK_FALSE(waybill::parse_receipt(word).has_value());
  }
}
