// A contact's name is looked for where a reply tells it.

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/tracker.hpp>

#include "postgres/postgres_world.hpp"
#include "support/campaign.hpp"
#include "support/contains.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// Sent messages whose contacts nobody can read while they are guarded.
struct guarded_contacts {
  postgres_place place{{.lock_timeout = std::chrono::milliseconds{50}}};
  observer guard{place.url()};

  guarded_contacts() {
    place.store.catalog()->add_campaign({tenant, campaign});
    place.store.catalog()->add_instance({tenant, instance});
    place.store.catalog()->add_contact({tenant, contact}, "Ana");
    const std::vector sends{send_of("1", "M1"), send_of("2", "M2"), send_of("3", "M3"),
                            send_of("4", "M4")};
    CHECK(waybill::tracker{place.store}.record_sent(sends).size() == sends.size());
    guard.script("BEGIN; LOCK TABLE waybill.contact IN ACCESS EXCLUSIVE MODE");
  }

  waybill::reply report(bool names_contact, const std::string& body,
                        std::chrono::milliseconds deadline = std::chrono::minutes{1}) {
    waybill::tracker_options options;
    options.replies_name_contact = names_contact;
    options.deadline = deadline;
    return waybill::tracker{place.store, options}.handle(body, {tenant, {}});
  }
};

}  // namespace

TEST_CASE("reports whose replies name no contact do not look into the contacts") {
  guarded_contacts here;
  const auto of_one = webhook(shape::v2, instance, "M1", receipt::delivered);
  const auto of_two = envelope(instance, list_of({item(shape::v2, "M2", receipt::delivered),
                                                  item(shape::v2, "M3", receipt::delivered)}));
  for (const auto& body : {of_one, of_two}) {
    CHECK(here.report(true, body, std::chrono::milliseconds{200}).http_status == 503);
    CHECK(here.report(false, body).transitions.size() == (body == of_one ? 1 : 2));
  }
  here.guard.script("ROLLBACK");
  CHECK(contains(here.report(true, webhook(shape::v2, instance, "M4", receipt::delivered)).body,
                 R"("contact":"Ana")"));
}
