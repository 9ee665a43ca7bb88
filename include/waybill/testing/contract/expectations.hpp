#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <waybill/testing/contract/describe.hpp>

namespace waybill::testing {

/// Collects what was expected and did not hold. Not thread-safe: threads pass on what they saw.
class expectations {
 public:
  void expect(bool holds, std::string_view sentence) {
    if (!holds) broken_.emplace_back(sentence);
  }
  template <typename T>
  void expect_equal(const T& found, const std::type_identity_t<T>& expected,
                    std::string_view sentence) {
    const auto is = describe::of(found);
    const auto should_be = describe::of(expected);
    if (is == should_be) return;
    broken_.push_back(std::string{sentence} + "; expected " + shown(should_be) + ", found " +
                      shown(is));
  }

  /// The sentences that did not hold.
  [[nodiscard]] const std::vector<std::string>& broken() const noexcept { return broken_; }

 private:
  /// Values cut to a length that suits a report.
  static std::string shown(const std::string& text) {
    constexpr std::size_t most = 2000;
    return text.size() <= most ? text : text.substr(0, most) + "… (cut)";
  }

  std::vector<std::string> broken_;
};

}  // namespace waybill::testing
