#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "server/browser.hpp"
#include "server/example_server.hpp"
#include "support/contains.hpp"
#include "support/scratch_folder.hpp"

using namespace waybill_test;
using waybill::receipt;

namespace {

/// The page of a campaign of ten messages, in a window of its own.
struct page_place {
  scratch_folder folder{};
  std::string store = "sqlite:" + folder.path("waybill.db");
  std::optional<example_server> server{std::in_place, store};
  browser window;

  explicit page_place(int width = 1100, int height = 800) : window(width, height) {
    auto client = server->client();
    for (int row = 0; row < 10; ++row) send(client, std::to_string(row), "spring sale");
  }

  void open(const std::string& sent = "10") {
    window.open(server->url());
    CHECK(window.becomes(shows("sent_count", sent)));
  }
  void report(const std::string& row, receipt what) {
    auto client = server->client();
    CHECK(post(client, webhook_path, report_of("3EB0" + row, what)).status == 200);
  }
  [[nodiscard]] int read_count() const {
    auto client = server->client();
    return get_json(client, "/api/campaigns/spring%20sale")["read_count"];
  }
  [[nodiscard]] static std::string shows(const std::string& id, const std::string& text) {
    return "document.getElementById('" + id + "').textContent === '" + text + "'";
  }
  [[nodiscard]] static std::string lists(const std::string& contact) {
    return "document.getElementById('recipients').rows.length === 1 && " +
           std::string{first_recipient} + " === '" + contact + "'";
  }
  static constexpr auto first_recipient =
      "document.querySelector('#recipients button').textContent";
  [[nodiscard]] static std::string is(const std::string& state) {
    return "document.getElementById('connection').dataset.state === '" + state + "'";
  }
};

/// For the README, where somebody asks for it.
void keep_picture(browser& of, const std::string& name) {
  const auto* const folder = std::getenv("WAYBILL_SCREENSHOTS");
  if (folder != nullptr) of.save_screenshot(std::string{folder} + '/' + name);
}

}  // namespace

TEST_CASE("the numbers on the page move when a webhook is posted") {
  page_place here;
  here.open();
  CHECK(here.window.becomes(page_place::is("live")));
  CHECK(here.window.value("document.getElementById('delivered_count').textContent") == "0");
  for (const std::string row : {"0", "1", "2", "3"}) here.report(row, receipt::delivered);
  here.report("0", receipt::read);
  here.report("9", receipt::failed);
  CHECK(here.window.becomes(page_place::shows("delivered_count", "4")));
  CHECK(here.window.becomes(page_place::shows("read_count", "1")));
  CHECK(here.window.becomes(page_place::shows("failed_count", "1")));
  CHECK(here.window.becomes(page_place::shows("delivery_rate", "40.0%")));
  CHECK(here.window.becomes(page_place::shows("read_rate", "25.0%")));
}

TEST_CASE("the page shows the instance's health, and why messages failed") {
  page_place here;
  here.open();
  here.report("9", receipt::failed);
  CHECK(here.window.becomes("document.getElementById('failures').textContent.includes('Unknown')"));
  CHECK(here.window.becomes("document.getElementById('instances').textContent.includes('shop-1')"));
  CHECK(here.window.becomes(
      "document.querySelector('.health').textContent.startsWith('9')"));  // of 100
}

TEST_CASE("the page shows the day's lowest health and when it was, also if it is opened later") {
  page_place here;
  auto client = here.server->client();
  const auto health = [&] { return get_json(client, "/api/instances")[0]["health_day"]["lowest"]; };
  here.report("9", receipt::failed);
  CHECK(health() == json_value{90});
  for (const std::string row : {"0", "1", "2"}) here.report(row, receipt::delivered);
  for (const auto& [language, text] : {std::array<std::string, 2>{"pt-BR", "Mínimo: 90, "},
                                       {"es", "Mínimo: 90, "},
                                       {"en", "Lowest 90, "}}) {
    CAPTURE(language);
    here.window.speak(language);
    here.open();
    CHECK(here.window.becomes("document.querySelector('.health').textContent.startsWith('93 / 100" +
                              text + "')"));
  }
  const std::string line = "document.querySelector('.health polyline').getAttribute('points')";
  CHECK(here.window.value(line) == "0,2 100,1.3999999999999986");
  here.server.emplace(here.store, std::vector<std::string>{}, here.server->port());
  auto anew = here.server->client();
  CHECK(get_json(anew, "/api/instances")[0]["health_day"]["lowest"] == json_value{93});
}

TEST_CASE("a reason of failures leads to those who failed for it") {
  page_place here;
  here.open();
  here.report("9", receipt::failed);
  CHECK(here.window.becomes("document.querySelector('#failures button') !== null"));
  here.window.click("#failures button");
  CHECK(here.window.becomes(page_place::lists("contact-9")));
}

TEST_CASE("recipients are read page by page, forth and back") {
  page_place here;
  auto client = here.server->client();
  for (int row = 10; row < 110; ++row) send(client, std::to_string(row), "spring sale");
  here.open("110");
  CHECK(here.window.becomes("document.getElementById('recipients').rows.length === 50"));
  const auto first = here.window.value(page_place::first_recipient);
  here.window.click("#next");
  CHECK(here.window.becomes(std::string{page_place::first_recipient} + " !== " + first.dump()));
  here.window.click("#next");
  CHECK(here.window.becomes("document.getElementById('recipients').rows.length === 10"));
  CHECK(here.window.becomes("document.getElementById('next').disabled"));
  for (int back = 0; back < 2; ++back) here.window.click("#previous");
  CHECK(here.window.becomes(std::string{page_place::first_recipient} + " === " + first.dump()));
}

TEST_CASE("a recipient's story is found by the message's id, and closes with the keyboard") {
  page_place here;
  here.open();
  here.report("3", receipt::delivered);
  here.report("3", receipt::read);
  CHECK(here.window.value("document.getElementById('find_message').value = '3EB03'") == "3EB03");
  here.window.click("#find button");
  CHECK(here.window.becomes("document.getElementById('story_log').children.length === 3"));
  CHECK(here.window.value("document.activeElement.closest('dialog') !== null") == true);
  here.window.press_escape();
  CHECK(here.window.becomes("!document.getElementById('story').open"));
}

TEST_CASE("the page speaks the browser's language, with its numbers") {
  page_place here;
  auto client = here.server->client();
  for (int row = 10; row < 1100; ++row) send(client, std::to_string(row), "spring sale");
  for (const auto& [language, word, sent] :
       {std::array<std::string, 3>{"pt-BR", "Entregues", "1.100"},
        {"es", "Entregados", "1100"},
        {"en-GB", "Delivered", "1,100"},
        {"fr", "Delivered", "1,100"}}) {
    CAPTURE(language);
    here.window.speak(language);
    here.open(sent);
    CHECK(here.window.value("document.querySelector('.funnel .delivered span').textContent") ==
          word);
  }
}

TEST_CASE("every word of the page is there in every language") {
  page_place here;
  here.window.speak("en");
  here.open();
  const std::string words =
      "[...document.querySelectorAll('[data-word]')].map(it => "
      "it.textContent).filter(it => it === 'undefined' || it === '').length";
  for (const std::string language : {"en", "pt-BR", "es"}) {
    CAPTURE(language);
    here.window.speak(language);
    here.open();
    CHECK(here.window.value(words) == 0);
  }
}

TEST_CASE("the page says when it is disconnected, and shows the current counters when it is back") {
  page_place here;
  here.open();
  const auto port = here.server->port();
  here.server->kill();
  CHECK(here.window.becomes(page_place::is("lost")));
  CHECK(here.window.becomes(page_place::shows("sent_count", "10")));  // the last that it knew
  here.server.emplace(here.store, std::vector<std::string>{}, port);
  here.report("0", receipt::read);
  CHECK(here.window.becomes(page_place::is("live")));
  CHECK(here.window.becomes(page_place::shows("read_count", "1")));
  here.report("1", receipt::read);
  CHECK(here.window.becomes(page_place::shows("read_count", "2")));
}

TEST_CASE("what text the gateway sends stays text on the page") {
  page_place here;
  auto client = here.server->client();
  send(client, "<img src=x onerror=document.title='broken'>", "spring sale");
  here.open("11");
  CHECK(here.window.becomes("document.getElementById('recipients').textContent.includes('<img')"));
  CHECK(here.window.value("document.title") == "waybill");
}

TEST_CASE(
    "no site may frame the page, and it runs no script and takes no style but its own files") {
  page_place here;
  auto client = here.server->client();
  for (const std::string path : {"/", "/page.css", "/page.js", "/words.js"}) {
    CAPTURE(path);
    const auto policy = get(client, path).get_header_value("Content-Security-Policy");
    CHECK(contains(policy, "default-src 'none'"));
    CHECK(contains(policy, "frame-ancestors 'none'"));
    CHECK_FALSE(contains(policy, "unsafe"));
  }
  here.open();
  CHECK(here.window.value("(() => {"
                          "  const script = document.createElement('script');"
                          "  script.textContent = \"document.title = 'broken'\";"
                          "  const style = document.createElement('style');"
                          "  style.textContent = 'h1 { display: none }';"
                          "  document.head.append(script, style);"
                          "  return getComputedStyle(document.getElementById('name')).display;"
                          "})()") == "block");
  CHECK(here.window.value("document.title") == "waybill");
}

TEST_CASE("the page shows a campaign whose id ends as a route does") {
  page_place here;
  auto client = here.server->client();
  send(client, "of the log", "spring sale/log");
  here.window.open(here.server->url() + "/#spring%20sale%2Flog");
  CHECK(here.window.becomes(page_place::shows("name", "spring sale/log")));
  CHECK(here.window.becomes(page_place::shows("sent_count", "1")));
  CHECK(here.window.becomes(page_place::lists("contact-of the log")));
}

TEST_CASE("a page of the server's own may post, and one of another port may not") {
  page_place here;
  const scratch_folder folder;
  const example_server other{"sqlite:" + folder.path("waybill.db")};
  const auto url = here.server->url() + webhook_path;
  const auto posts = [&](const std::string& mode, const std::string& type) {
    return "window.answer = fetch('" + url + "', {method: 'POST', mode: '" + mode + "', body: '" +
           report_of("3EB00", receipt::read) + "', headers: {'Content-Type': '" + type +
           "'}}).then(it => it.status, () => 'refused'), true";
  };
  here.window.open(other.url() + "/healthz");  // without the page's policy, which forbids it too
  CHECK(here.window.becomes(posts("no-cors", "text/plain")));
  CHECK(here.window.value("window.answer") == 0);  // a browser does not show what was answered
  CHECK(here.window.becomes(posts("cors", "application/json")));
  CHECK(here.window.value("window.answer") == "refused");
  CHECK(here.read_count() == 0);
  here.window.open(here.server->url() + "/healthz");
  CHECK(here.window.becomes(posts("same-origin", "application/json")));
  CHECK(here.window.value("window.answer") == 200);
  CHECK(here.read_count() == 1);
}

TEST_CASE("the page fits a telephone and a small desk") {
  for (const int width : {375, 1100}) {
    CAPTURE(width);
    page_place here{width, 780};
    here.open();
    here.report("0", receipt::delivered);
    CHECK(here.window.becomes("document.getElementById('recipients').rows.length === 10"));
    CHECK(here.window.becomes("document.getElementById('latency').rows.length === 2"));
    CHECK(here.window.value("document.documentElement.scrollWidth <= innerWidth") == true);
  }
}

TEST_CASE("the page is dark where people want it dark") {
  page_place here;
  here.window.prefer_dark();
  here.open();
  CHECK(here.window.value("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 27)");
}

TEST_CASE("the demo shows a campaign under way, on a desk and on a telephone") {
  const scratch_folder folder;
  example_server server{"sqlite:" + folder.path("waybill.db"), {"--demo"}};
  browser desk{1100, 900};
  browser telephone{390, 844};
  telephone.prefer_dark();
  desk.open(server.url());
  telephone.open(server.url());
  for (auto* const window : {&desk, &telephone}) {
    CHECK(window->becomes("Number(document.getElementById('read_count').textContent) >= 5"));
    CHECK(window->becomes("document.querySelectorAll('#chart rect').length > 0"));
  }
  keep_picture(desk, "page.png");
  keep_picture(telephone, "page_on_a_telephone.png");
}
