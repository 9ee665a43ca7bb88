#include "browser.hpp"

#include <fstream>
#include <stdexcept>

#include <httplib.h>

#include "server/started_program.hpp"

namespace waybill_test {

using nlohmann::json;

namespace {

/// The window: the page gets the whole of it, at the size asked for, also below what a window of a
/// desktop may be.
[[nodiscard]] json capabilities() {
  // Chromium refuses its sandbox to root, and containers have little shared memory.
  const json arguments{"--headless=new", "--no-sandbox", "--disable-gpu",
                       "--disable-dev-shm-usage"};
  return {{"capabilities",
           {{"alwaysMatch",
             {{"browserName", "chrome"},
              {"timeouts", {{"script", 40'000}}},
              {"goog:chromeOptions", {{"args", arguments}}}}}}}};
}

[[nodiscard]] std::string from_base64(const std::string& coded) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string plain;
  unsigned bits = 0;
  int count = 0;
  for (const char c : coded) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6U | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    plain += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
  }
  return plain;
}

/// Chromium and its driver.
class chromium {
 public:
  [[nodiscard]] static chromium& shared() {
    static chromium instance;
    return instance;
  }
  chromium(const chromium&) = delete;
  chromium& operator=(const chromium&) = delete;
  ~chromium() { client_.Delete(session_); }

  json post(const std::string& path, const json& body) {
    return value_of(client_.Post(session_ + path, body.dump(), "application/json"));
  }
  json get(const std::string& path) { return value_of(client_.Get(session_ + path)); }
  /// What follows is said to this window.
  void turn_to(const std::string& window) {
    if (current_ == window) return;
    static_cast<void>(value_of(turned_to(window)));
    current_ = window;
  }
  /// Also where Chromium is gone.
  void close(const std::string& window) {
    turned_to(window);
    client_.Delete(session_ + "/window");
    turned_to(first_);  // a new window is asked for from one that is there
    current_ = first_;
  }

 private:
  chromium() {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_read_timeout(60);
    session_ = "/session/" + post("/session", capabilities())["sessionId"].get<std::string>();
    first_ = current_ = get("/window").get<std::string>();
  }
  httplib::Result turned_to(const std::string& window) {
    const json body{{"handle", window}};
    return client_.Post(session_ + "/window", body.dump(), "application/json");
  }
  [[nodiscard]] int read_port() {
    const std::string told = "was started successfully on port ";
    try {
      while (true) {
        const auto line = driver_.read_line();
        const auto at = line.find(told);
        if (at != std::string::npos) return std::stoi(line.substr(at + told.size()));
      }
    } catch (const std::runtime_error&) {
      throw std::runtime_error{"there is no browser: apt-get install chromium chromium-driver"};
    }
  }
  [[nodiscard]] static json value_of(const httplib::Result& answer) {
    if (!answer) throw std::runtime_error{"chromedriver does not answer"};
    auto value = json::parse(answer->body)["value"];
    if (answer->status != 200) throw std::runtime_error{value.dump()};
    return value;
  }

  started_program driver_{{"chromedriver", "--port=0"}};
  httplib::Client client_{"127.0.0.1", read_port()};
  std::string session_;
  std::string first_;
  std::string current_;
};

}  // namespace

browser::browser(int width, int height)
    : window_(chromium::shared().post("/window/new", {{"type", "window"}})["handle"]) {
  devtools(
      "Emulation.setDeviceMetricsOverride",
      {{"width", width}, {"height", height}, {"deviceScaleFactor", 2}, {"mobile", width < 600}});
}

// Chromium ends with its last window; the one it began with stays.
browser::~browser() { chromium::shared().close(window_); }

json browser::command(const std::string& path, const json& body) {
  chromium::shared().turn_to(window_);
  return chromium::shared().post(path, body);
}

json browser::devtools(const std::string& name, const json& parameters) {
  return command("/goog/cdp/execute", {{"cmd", name}, {"params", parameters}});
}

void browser::open(const std::string& url) { command("/url", {{"url", url}}); }

void browser::prefer_dark() {
  devtools("Emulation.setEmulatedMedia",
           {{"features", json::array({{{"name", "prefers-color-scheme"}, {"value", "dark"}}})}});
}

void browser::speak(const std::string& language) {
  const auto agent = value("navigator.userAgent");
  devtools("Emulation.setUserAgentOverride", {{"userAgent", agent}, {"acceptLanguage", language}});
}

void browser::press_escape() {
  for (const auto* const type : {"keyDown", "keyUp"}) {
    devtools(
        "Input.dispatchKeyEvent",
        {{"type", type}, {"key", "Escape"}, {"code", "Escape"}, {"windowsVirtualKeyCode", 27}});
  }
}

json browser::value(const std::string& expression) {
  return command("/execute/sync", {{"script", "return " + expression}, {"args", json::array()}});
}

void browser::click(const std::string& selector) {
  static_cast<void>(value("document.querySelector('" + selector + "').click()"));
}

bool browser::becomes(const std::string& expression) {
  // What the expression looks at may not be there yet.
  const auto script =
      "const done = arguments[0], until = Date.now() + 20000;"
      "const holds = () => { try { return " +
      expression +
      "; } catch { return false; } };"
      "const look = () => holds() ? done(true) :"
      "  Date.now() > until ? done(false) : setTimeout(look, 20);"
      "look();";
  return command("/execute/async", {{"script", script}, {"args", json::array()}}) == true;
}

void browser::save_screenshot(const std::string& path) {
  chromium::shared().turn_to(window_);
  std::ofstream{path, std::ios::binary}
      << from_base64(chromium::shared().get("/screenshot").get<std::string>());
}

}  // namespace waybill_test
