#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/tracker.hpp>

#include "harness/stories.hpp"
#include "harness/terminal.hpp"
#include "sqlite/file_observer.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"
#include "support/scratch_folder.hpp"
#include "support/webhooks.hpp"

using namespace waybill_test;

namespace {

std::string id_of(std::size_t n) { return "3EB0" + std::to_string(n); }

/// A file with a campaign of sent messages, and a file of what is reported of them: all delivered,
/// then all read.
struct sent_campaign {
  explicit sent_campaign(std::size_t messages) {
    waybill::sqlite_store store{file};
    store.migrate();
    store.catalog()->add_campaign({"", "spring"});
    store.catalog()->add_instance({"", "shop-1"});
    const waybill::tracker tracker{store};
    std::vector<waybill::sent_message> sends;
    for (std::size_t n = 1; n <= messages; ++n) {
      sends.push_back({.row = std::to_string(n),
                       .instance = "shop-1",
                       .response = R"({"key":{"id":")" + id_of(n) + R"("}})",
                       .campaign = "spring"});
    }
    static_cast<void>(tracker.record_sent(sends));
    for (const auto what : {waybill::receipt::delivered, waybill::receipt::read}) {
      for (std::size_t n = 1; n <= messages; ++n) {
        bodies += webhook(shape::v2, "shop-1", id_of(n), what) + '\n';
      }
    }
    lines = folder.write("bodies", bodies);
  }

  [[nodiscard]] run_result ingest(const std::string& more = {}) const {
    return run_waybill("ingest " + lines + " --store sqlite:" + file + more);
  }
  [[nodiscard]] std::string counted(const std::string& column) const {
    return file_observer{file}.value("SELECT CAST(" + column + "_count AS TEXT) FROM campaign");
  }

  scratch_folder folder;
  std::string file = folder.path("waybill.db");
  std::string bodies{};
  std::string lines{};
};

/// Starts the harness on the campaign, and kills it when it has counted some deliveries.
void kill_in_the_middle(const sent_campaign& campaign) {
  const process child{[&] {
    ::execl(WAYBILL_PROGRAM, WAYBILL_PROGRAM, "ingest", campaign.lines.c_str(), "--store",
            ("sqlite:" + campaign.file).c_str(), nullptr);
    return 127;
  }};
  REQUIRE(eventually([&] { return campaign.counted("delivered") != "0"; }));
  child.kill();
  CHECK(child.wait() == -1);
}

}  // namespace

TEST_CASE("a file of bodies is brought in, and each line's reply is written in its order") {
  const sent_campaign campaign{3};
  const auto replies = campaign.folder.path("replies");
  const auto run = campaign.ingest(" --replies " + replies);
  CHECK(run.exit_code == 0);
  CHECK(contains(run.out, "6 lines"));
  CHECK(campaign.counted("read") == "3");
  std::istringstream written{bytes_of(replies)};
  std::string order;
  for (std::string line; std::getline(written, line);) {
    const auto reply = nlohmann::json::parse(line);
    order += reply["message_id"].get<std::string>() + ' ' + reply["new_status"].get<std::string>() +
             '\n';
  }
  CHECK(order ==
        "3EB01 delivered\n3EB02 delivered\n3EB03 delivered\n3EB01 read\n3EB02 read\n3EB03 read\n");
}

TEST_CASE("lines that were acknowledged are not taken again unless that is asked for") {
  const sent_campaign campaign{3};
  static_cast<void>(campaign.folder.write("bodies.acknowledged", "4"));
  CHECK(contains(campaign.ingest().out, "4 lines were acknowledged before"));
  CHECK(campaign.counted("read") == "2");
  CHECK(bytes_of(campaign.folder.path("bodies.acknowledged")) == "6\n");
  CHECK(contains(campaign.ingest(" --from-start").out, "6 lines"));
  CHECK(campaign.counted("delivered") == "3");
  CHECK(campaign.counted("read") == "3");
}

TEST_CASE("killed in the middle and started again, a file ends as if nothing had happened") {
  const sent_campaign campaign{4000};
  kill_in_the_middle(campaign);
  CHECK(campaign.ingest().exit_code == 0);
  CHECK(campaign.counted("delivered") == "4000");
  CHECK(campaign.counted("read") == "4000");
  CHECK(run_waybill("verify spring --store sqlite:" + campaign.file).exit_code == 0);
}

TEST_CASE("broken lines and empty ones do not stop a file") {
  const sent_campaign campaign{2};
  const auto run =
      run_waybill("ingest - --store sqlite:" + campaign.file, "not JSON\n\n" + campaign.bodies);
  CHECK(run.exit_code == 0);
  CHECK(contains(run.out, "6 lines"));
  CHECK(contains(run.out, "400"));
  CHECK(campaign.counted("read") == "2");
}

namespace {

/// A send as a line of a file, with more of its members.
[[nodiscard]] std::string send_line(std::size_t n, const std::string& more = {}) {
  return R"({"send":{"row":")" + std::to_string(n) + R"(","message_id":")" + id_of(n) +
         R"(","campaign":"spring","instance":"shop-1")" + more + "}}\n";
}

[[nodiscard]] std::string intent_line(std::size_t n) {
  return R"({"intend":{"row":")" + std::to_string(n) + R"(","message_id":")" + id_of(n) +
         R"(","campaign":"spring","instance":"shop-1"}})" + '\n';
}

/// A file without a campaign, and lines for it.
struct new_file {
  explicit new_file(const std::string& text) : lines{folder.write("lines", text)} {
    waybill::sqlite_store{file}.migrate();
  }
  [[nodiscard]] run_result ingest(const std::string& more = {}) const {
    return run_waybill("ingest " + lines + " --json --store sqlite:" + file + more);
  }
  [[nodiscard]] std::string value(const std::string& sql) const {
    return file_observer{file}.value(sql);
  }

  scratch_folder folder;
  std::string file = folder.path("waybill.db");
  std::string lines{};
};

}  // namespace

TEST_CASE("sends among bodies are recorded many together, and each before its report") {
  constexpr std::size_t many = 1500;
  std::string text;
  for (std::size_t n = 1; n <= many; ++n) {
    text += send_line(n) + webhook(shape::v2, "shop-1", id_of(n), waybill::receipt::read) + '\n';
  }
  const new_file file{text};
  const auto run = file.ingest(" --make");
  CHECK(run.exit_code == 0);
  const auto told = run.json_lines().at(0);
  CHECK(told["lines"] == 2 * many);
  CHECK(told["sends_recorded"] == many);
  CHECK(told["intents_recorded"] == 0);
  CHECK(told["sends_not_recorded"] == 0);
  CHECK(file.value("SELECT read_count || ' ' || total_contacts FROM campaign") == "1500 1500");
  CHECK(file.value("SELECT count(*) FROM parked_update") == "0");
  // Again from the start: nothing counts twice.
  CHECK(file.ingest(" --from-start").exit_code == 0);
  CHECK(file.value("SELECT sent_count || ' ' || read_count FROM campaign") == "1500 1500");
}

TEST_CASE("a line that intends a message is recorded before its send, and is no body") {
  std::string text;
  for (std::size_t n = 1; n <= 3; ++n) {
    text += intent_line(n) + send_line(n) +
            webhook(shape::v2, "shop-1", id_of(n), waybill::receipt::read) + '\n';
  }
  const new_file file{text + intent_line(4)};
  const auto run = file.ingest(" --make");
  CHECK(run.exit_code == 0);
  const auto told = run.json_lines().at(0);
  CHECK(told["intents_recorded"] == 4);
  CHECK(told["sends_recorded"] == 3);
  CHECK(told["sends_not_recorded"] == 0);
  CHECK(file.value("SELECT sent_count || ' ' || read_count FROM campaign") == "3 3");
  CHECK(file.value("SELECT status || ' ' || whatsapp_message_id FROM campaign_contact"
                   " WHERE id = '4'") == "pending 3EB04");
}

TEST_CASE("a row's intent that comes after its send is recorded after it") {
  const new_file file{send_line(1) + intent_line(1)};
  const auto replies = file.folder.path("replies");
  CHECK(file.ingest(" --make --replies " + replies).exit_code == 0);
  CHECK(contains(bytes_of(replies), R"("send":"recorded")"));
  CHECK(contains(bytes_of(replies), R"("send":"already_recorded")"));
}

TEST_CASE("one line is one line, and two are two") {
  for (const auto& [lines, told] :
       {std::pair{1, "1 line in "}, {2, "2 lines in "}, {1000, "1,000 lines in "}}) {
    CAPTURE(told);
    const sent_campaign campaign{1};
    const auto run = run_waybill("ingest - --store sqlite:" + campaign.file,
                                 std::string(static_cast<std::size_t>(lines), '\n'));
    CHECK(contains(run.out, told));
  }
}

TEST_CASE("a send that cannot be recorded is told, and does not stop a file") {
  const new_file file{send_line(1) + R"({"send":{"message_id":"X"}})" + '\n' +
                      send_line(2, R"(,"resend":"yes")")};
  const auto replies = file.folder.path("replies");
  const auto run = file.ingest(" --replies " + replies);
  CHECK(run.exit_code == 1);
  CHECK(run.json_lines().at(0)["sends_not_recorded"] == 3);
  const auto written = bytes_of(replies);
  CHECK(contains(written, R"("send":"unknown_campaign")"));  // nobody asked to make it
  CHECK(contains(written, "a message needs a row"));
  CHECK(contains(written, "resend must be true or false"));
  CHECK(contains(run.err, "--replies says which"));
}

TEST_CASE("a terminal shows how much of a file is taken, and how long the rest takes") {
  const sent_campaign campaign{500};
  terminal screen{{"ingest", campaign.lines, "--store", "sqlite:" + campaign.file}};
  CHECK(screen.shows("\r\033[K100 %, 0:00:00 left  1,000 lines"));
  CHECK(screen.wait() == 0);
}

TEST_CASE("a store that does not answer is told, and so is how to go on") {
  const sent_campaign campaign{1};
  file_observer other{campaign.file};
  other.script("BEGIN IMMEDIATE");  // nobody else writes
  const auto run = campaign.ingest(" --patience 1");
  other.script("ROLLBACK");
  CHECK(run.exit_code == 3);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "the same command goes on from there"));
  CHECK(campaign.ingest().exit_code == 0);
  CHECK(campaign.counted("read") == "1");
}
