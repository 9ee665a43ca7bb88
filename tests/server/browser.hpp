#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace waybill_test {

/// A window of Chromium without a screen, driven as the W3C's WebDriver says. All windows of this
/// process belong to one Chromium, which takes longer to start than most tests take.
class browser {
 public:
  /// Width and height in CSS pixels. Throws where there is no Chromium to start.
  browser(int width, int height);
  ~browser();
  browser(const browser&) = delete;
  browser& operator=(const browser&) = delete;

  void open(const std::string& url);
  void prefer_dark();
  /// Of pages that are opened from now on.
  void speak(const std::string& language);
  void press_escape();
  /// The value of an expression of JavaScript, in the page.
  [[nodiscard]] nlohmann::json value(const std::string& expression);
  void click(const std::string& selector);
  /// Waits until the expression holds; false if it does not within 20 seconds.
  [[nodiscard]] bool becomes(const std::string& expression);
  /// Writes what is seen to a file, as PNG.
  void save_screenshot(const std::string& path);

 private:
  nlohmann::json command(const std::string& path, const nlohmann::json& body);
  nlohmann::json devtools(const std::string& name, const nlohmann::json& parameters);

  std::string window_;
};

}  // namespace waybill_test
