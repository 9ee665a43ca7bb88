// What keeps a row from being written without an error: the whole step fails, and says what stands
// in the way.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <waybill/store_error.hpp>
#include <waybill/tracker.hpp>

#include "postgres/existing/world.hpp"
#include "postgres/postgres_world.hpp"
#include "support/contains.hpp"
#include "support/marked_calls.hpp"
#include "support/obstacles.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;
using waybill::postgres_store;

namespace {

/// A table's name as errors write it.
[[nodiscard]] std::string as_told(const std::string& table) {
  const auto dot = table.find('.');
  if (dot == std::string::npos) return "of \"" + table + "\". ";
  return "of \"" + table.substr(0, dot) + "\".\"" + table.substr(dot + 1) + "\". ";
}

/// A trigger before each update of the messages that changes another row which the step is to
/// write.
[[nodiscard]] obstacle touching(const std::string& messages, const std::string& table,
                                const std::string& update) {
  return {"CREATE FUNCTION touches() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN " + update +
              "; RETURN NEW; END'; CREATE TRIGGER touches BEFORE UPDATE ON " + messages +
              " FOR EACH ROW EXECUTE FUNCTION touches()",
          "DROP FUNCTION touches CASCADE", as_told(table)};
}

/// A trigger that drops each row of a table that is to be written.
[[nodiscard]] obstacle swallowing(const std::string& table, const std::string& event) {
  return {
      "CREATE FUNCTION swallows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
      "CREATE TRIGGER swallows BEFORE " +
          event + " ON " + table + " FOR EACH ROW EXECUTE FUNCTION swallows()",
      "DROP FUNCTION swallows CASCADE", as_told(table)};
}

[[nodiscard]] std::vector<obstacle> obstacles_of_own_tables() {
  const std::string messages = "waybill.campaign_contact";
  return {
      touching(messages, "waybill.campaign",
               "UPDATE waybill.campaign SET name = name WHERE id = NEW.campaign_id"),
      touching(messages, "waybill.instance",
               "UPDATE waybill.instance SET name = name WHERE name = NEW.instance"),
      touching(messages, "waybill.contact",
               "UPDATE waybill.contact SET name = name WHERE id = NEW.contact_id"),
      swallowing("waybill.campaign", "UPDATE"),
      swallowing("waybill.instance", "UPDATE"),
      swallowing("waybill.contact", "UPDATE"),
      swallowing("waybill.campaign_log", "INSERT"),
      swallowing("waybill.campaign_pace", "INSERT"),
      swallowing(messages, "UPDATE"),
  };
}

[[nodiscard]] std::vector<obstacle> obstacles_of_reference_tables() {
  const std::string messages = "campaigns_campaigncontact";
  return {
      touching(messages, "campaigns_campaign",
               "UPDATE campaigns_campaign SET name = name WHERE id = NEW.campaign_id"),
      touching(messages, "notifications_whatsappinstance",
               "UPDATE notifications_whatsappinstance SET id = id WHERE id = NEW.instance_used_id"),
      touching(messages, "contacts_contact",
               "UPDATE contacts_contact SET name = name WHERE id = NEW.contact_id"),
      swallowing("campaigns_campaign", "UPDATE"),
      swallowing("campaigns_campaignlog", "INSERT"),
      swallowing(messages, "UPDATE"),
  };
}

/// A store that connects as a role which row-level security is in force for.
class guarded_place {
 public:
  explicit guarded_place(const std::string& policies = {}) : role_(new_role()) {
    postgres_world world{place_};
    messages_.emplace_back(world);
    place_.look.script("GRANT USAGE ON SCHEMA waybill TO " + role_ +
                       "; GRANT ALL ON ALL TABLES IN SCHEMA waybill TO " + role_ + ";" + policies);
  }
  ~guarded_place() { place_.look.script("DROP OWNED BY " + role_ + "; DROP ROLE " + role_); }
  guarded_place(const guarded_place&) = delete;
  guarded_place& operator=(const guarded_place&) = delete;

  [[nodiscard]] postgres_store store() const {
    auto url = place_.url();
    url.replace(url.find("waybill@"), 7, role_);
    return postgres_store{url};
  }
  [[nodiscard]] std::vector<waybill::change> read() const { return messages_[0].read(); }
  [[nodiscard]] const std::string& role() const { return role_; }
  [[nodiscard]] observer& look() { return place_.look; }

 private:
  [[nodiscard]] static std::string new_role() {
    static int roles = 0;
    const auto name = "guarded_" + std::to_string(++roles);
    observer{cluster::shared().url()}.script("CREATE ROLE " + name + " LOGIN");
    return name;
  }

  postgres_place place_;
  std::string role_;
  std::vector<two_messages> messages_;
};

const std::string shows_campaigns =
    "ALTER TABLE waybill.campaign ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY shows ON waybill.campaign FOR SELECT USING (true);";
const std::string hides_messages =
    "ALTER TABLE waybill.campaign_contact ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY one_row ON waybill.campaign_contact USING (id = current_setting('app.row', "
    "true));";

}  // namespace

TEST_CASE("a row of waybill's own tables that a trigger keeps from being written fails the step") {
  postgres_place place;
  postgres_world world{place};
  expect_told(place.look, world, obstacles_of_own_tables());
}

TEST_CASE("a row of existing tables that a trigger keeps from being written fails the step") {
  existing_place place{reference_tables("bigint")};
  existing_world world{place};
  expect_told(place.look, world, obstacles_of_reference_tables());
}

TEST_CASE("a trigger that touches the campaign after the message moved is in nobody's way") {
  postgres_place place;
  postgres_world world{place};
  const two_messages here{world};
  place.look.script(
      "CREATE FUNCTION touches() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE waybill.campaign"
      " SET name = name || ''.'' WHERE id = NEW.campaign_id; RETURN NULL; END';"
      "CREATE TRIGGER touches AFTER UPDATE ON waybill.campaign_contact FOR EACH ROW"
      " EXECUTE FUNCTION touches()");
  CHECK(place.store.apply(here.read()).empty());
  CHECK(here.shown_by(world) == two_messages::all_read);
}

TEST_CASE(
    "a webhook whose campaign cannot be counted is 503, and the log says what is in the way") {
  postgres_place place;
  postgres_world world{place};
  const two_messages here{world};
  place.look.script(obstacles_of_own_tables().front().there);
  std::vector<std::string> errors;
  waybill::tracker_options options;
  options.on_log = [&](waybill::severity level, std::string_view text, const waybill::log_ids&) {
    if (level == waybill::severity::error) errors.emplace_back(text);
  };
  const waybill::tracker tracker{place.store, options};
  const auto body = webhook(shape::v2, "shop-1", "M0", waybill::receipt::delivered);
  CHECK(tracker.handle(body, {two_messages::tenant, {}}).http_status == 503);
  REQUIRE(errors.size() == 1);
  CHECK(contains(errors[0], "BEFORE trigger"));
  CHECK(contains(errors[0], R"("waybill"."campaign")"));
}

TEST_CASE("a campaign that row-level security keeps from being counted fails the step") {
  for (const bool shows : {true, false}) {
    CAPTURE(shows);
    guarded_place place{shows ? shows_campaigns
                              : "ALTER TABLE waybill.campaign ENABLE ROW LEVEL SECURITY"};
    auto store = place.store();
    const auto error = error_of([&] { static_cast<void>(store.apply(place.read())); });
    CAPTURE(error.what());
    CHECK(error.misconfigured());
    CHECK(contains(error.what(), R"(of "waybill"."campaign" (under row-level security))"));
    CHECK(place.look().value(
              "SELECT count(*) FROM waybill.campaign_contact WHERE status = 'sent'") == "2");
    place.look().script("CREATE POLICY counts ON waybill.campaign USING (true)");
    CHECK(store.apply(place.read()).empty());
  }
}

TEST_CASE("the check of the schema names what row-level security keeps from the role") {
  guarded_place open{
      "ALTER TABLE waybill.campaign ENABLE ROW LEVEL SECURITY;"
      "CREATE POLICY open ON waybill.campaign USING (true)"};
  CHECK(open.store().check_schema().empty());

  guarded_place closed{shows_campaigns};
  const auto error = error_of([&] { closed.store().check_schema(); });
  CAPTURE(error.what());
  CHECK(contains(error.what(), R"(row-level security of "waybill"."campaign" lets )" +
                                   closed.role() + " UPDATE no row"));
  CHECK(contains(error.what(), "BYPASSRLS"));

  guarded_place partly{hides_messages};
  const auto warnings = partly.store().check_schema();
  REQUIRE(warnings.size() == 3);
  CHECK(
      contains(warnings[0], R"(row-level security of "waybill"."campaign_contact" may keep rows)"));
}

TEST_CASE("the check of existing tables names what row-level security keeps from the role") {
  existing_place place{reference_tables("bigint")};
  place.look.script(
      "ALTER TABLE campaigns_campaign ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
      "CREATE ROLE plain_owner LOGIN");
  place.look.script("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_owner");
  auto url = place.url;
  url.replace(url.find("waybill@"), 7, "plain_owner");
  postgres_store store{url, existing_place::options(place.tables)};
  const auto error = error_of([&] { store.check_schema(); });
  CAPTURE(error.what());
  CHECK(contains(error.what(), R"(row-level security of "campaigns_campaign" lets plain_owner)"));
  place.look.script("DROP OWNED BY plain_owner; DROP ROLE plain_owner");
}

TEST_CASE("where row-level security may hide rows, verify and recount refuse to count") {
  for (const auto& policies :
       {shows_campaigns + hides_messages,
        std::string{"ALTER TABLE waybill.campaign ENABLE ROW LEVEL SECURITY"}}) {
    CAPTURE(policies);
    guarded_place place{policies};
    place.look().script("UPDATE waybill.campaign SET sent_count = 2");
    auto store = place.store();
    for (const auto& error :
         {error_of([&] {
            static_cast<void>(store.reports()->audit({two_messages::tenant, "1"}));
          }),
          error_of([&] {
            static_cast<void>(store.reports()->repair({two_messages::tenant, "1"}));
          })}) {
      CAPTURE(error.what());
      CHECK(contains(error.what(), "row-level security may hide rows of"));
      CHECK(contains(error.what(), "BYPASSRLS"));
    }
    CHECK(place.look().value("SELECT sent_count FROM waybill.campaign") == "2");
  }
}

TEST_CASE("a recount that could not correct says so and changes nothing") {
  postgres_place place;
  postgres_world world{place};
  const two_messages here{world};
  const auto& campaign = here.rows[0].campaign;
  const std::string trigger =
      "CREATE TRIGGER keeps BEFORE UPDATE ON waybill.campaign FOR EACH ROW EXECUTE FUNCTION "
      "keeps()";
  for (const std::string kept : {"NULL", "OLD"}) {
    CAPTURE(kept);
    place.look.script(
        "UPDATE waybill.campaign SET sent_count = 1;"
        "CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN " +
        kept + "; END';" + trigger);
    const auto error = error_of([&] {
      static_cast<void>(place.store.reports()->repair({two_messages::tenant, campaign}));
    });
    CAPTURE(error.what());
    CHECK(contains(error.what(), R"(of "waybill"."campaign". )"));
    CHECK(place.look.value("SELECT sent_count FROM waybill.campaign") == "1");
    place.look.script("DROP FUNCTION keeps CASCADE");
  }
  CHECK(place.store.reports()->repair({two_messages::tenant, campaign}).has_value());
  CHECK(place.look.value("SELECT sent_count FROM waybill.campaign") == "2");
}
