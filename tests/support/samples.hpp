#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <waybill/testing/dialect_samples.hpp>

// The payloads under tests/spec/payloads, one folder a dialect.
namespace waybill_test {

[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

[[nodiscard]] inline std::filesystem::path samples_folder(const std::string& dialect) {
  return std::filesystem::path{WAYBILL_TEST_DATA} / "spec" / "payloads" / dialect;
}

/// The bodies of a dialect's folder, sorted; what is expected of them lies beside them.
[[nodiscard]] inline std::vector<std::filesystem::path> samples_of(const std::string& dialect) {
  return waybill::testing::sample_bodies(samples_folder(dialect));
}

}  // namespace waybill_test
