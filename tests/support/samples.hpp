#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// The payloads under tests/spec/payloads, one folder a dialect.
namespace waybill_test {

[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The bodies of a dialect's folder, sorted; what is expected of them lies beside them.
[[nodiscard]] inline std::vector<std::filesystem::path> samples_of(const std::string& dialect) {
  std::vector<std::filesystem::path> found;
  const auto folder = std::filesystem::path{WAYBILL_TEST_DATA} / "spec" / "payloads" / dialect;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != ".expected") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace waybill_test
