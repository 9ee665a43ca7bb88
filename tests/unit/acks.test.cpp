// The acks and ids of WhatsApp's web client.

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <waybill/dialects/acks.hpp>
#include <waybill/json_reader.hpp>

namespace {

using namespace waybill;
using dialects::own_message_id;
using dialects::read_serialized_id;

std::optional<receipt> ack(const std::string& json) {
  const auto result = read_json(json, {});
  return dialects::find_ack(json_view{result.document});
}

}  // namespace

TEST_CASE("an ack is one below Baileys' number, and negative for a failure") {
  CHECK(ack("0") == receipt::pending);
  CHECK(ack("1") == receipt::sent);
  CHECK(ack("2") == receipt::delivered);
  CHECK(ack(R"("2")") == receipt::delivered);
  CHECK(ack("3") == receipt::read);
  CHECK(ack("4") == receipt::played);
  for (const auto* const failure : {"-1", "-2", "-3", "-4", "-5", "-6", "-7"}) {
    CHECK(ack(failure) == receipt::failed);
  }
  for (const auto* const none : {"5", "6", "-8", "2.5", "true", "null", R"("READ")", "[]"}) {
    CAPTURE(none);
    CHECK_FALSE(ack(none).has_value());
  }
}

TEST_CASE("a serialised id is its parts") {
  const auto whole = read_serialized_id("true_1203@g.us_3EB0_D4_5531900000032@c.us");
  CHECK(whole.from_me == "true");
  CHECK(whole.chat == "1203@g.us");
  CHECK(whole.id == "3EB0_D4");
  CHECK(whole.participant == "5531900000032@c.us");
  const auto inbound = read_serialized_id("false_98@lid_3EB0D4");
  CHECK(inbound.from_me == "false");
  CHECK(inbound.chat == "98@lid");
  CHECK(inbound.id == "3EB0D4");
  CHECK(inbound.participant.empty());
}

TEST_CASE("an id that is not serialised is left as it is") {
  for (const std::string_view id : {"3EB0D4", "true_", "true_A", "true_1@c.us", "1@c.us_A", "",
                                    "wamid.HRgN_x@y", "trueish_1@c.us_A"}) {
    CAPTURE(id);
    CHECK(own_message_id(id) == id);
  }
  CHECK(own_message_id("true_1@c.us_A") == "A");
}
