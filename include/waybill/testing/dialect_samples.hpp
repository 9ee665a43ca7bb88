#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <waybill/dialect.hpp>
#include <waybill/failure_kind.hpp>
#include <waybill/parse.hpp>

namespace waybill::testing {

// A dialect tried on samples, independent of any test framework. A folder holds bodies as they were
// received, one a file, and beside each a file of the same name with the ending `.expected`, which
// has a line for the answer to each item:
//
//     3EB0D41C9A7E5B60F28341:delivered                             <message id>:<receipt>
//     3EB0D41C9A7E5B60F28342:failed:131026:blocked_or_undeliverable   and code, kind of the failure
//     ignored:no-status                                            an `ignore_reason`
//     error:unmapped-status                                        an `issue_code`
//
// In a program of your own:
//
//     const auto report = waybill::testing::check_samples(my_dialect(), "tests/my_gateway");
//     std::cout << report.text();
//     return report.holds() ? 0 : 1;

/// A line of a sample that is read otherwise than its `.expected` file says.
struct sample_difference {
  std::string file{};  ///< the name of the sample
  std::size_t line =
      0;  ///< of the `.expected` file, from 1; 0 if the file or its sample is missing
  std::string expected{};  ///< empty where there is no such line
  std::string found{};     ///< empty where the dialect gave no such answer
};

/// What became of the samples of a folder.
struct samples_report {
  std::size_t samples = 0;                       ///< how many were read
  std::vector<sample_difference> differences{};  ///< in the order of the files

  /// There were samples, and all were read as expected.
  [[nodiscard]] bool holds() const noexcept { return samples != 0 && differences.empty(); }

  /// The differences, a line each, and a line with the number of samples.
  [[nodiscard]] std::string text() const {
    std::string result;
    for (const auto& [file, line, expected, found] : differences) {
      result += file + (line == 0 ? "" : ':' + std::to_string(line)) + ": expected " +
                (expected.empty() ? "nothing" : expected) + ", found " +
                (found.empty() ? "nothing" : found) + '\n';
    }
    return result + std::to_string(samples) + (samples == 1 ? " sample, " : " samples, ") +
           std::to_string(differences.size()) +
           (differences.size() == 1 ? " difference\n" : " differences\n");
  }
};

/// An answer as a line of an `.expected` file.
[[nodiscard]] inline std::string line_of(const status_update& update) {
  const auto line = update.message_id + ':' + std::string{to_string(update.receipt)};
  const auto& reason = update.reason;
  return reason.code.empty() ? line
                             : line + ':' + reason.code + ':' + std::string{to_string(reason.kind)};
}
/// The same.
[[nodiscard]] inline std::string line_of(const ignored_item& item) {
  return "ignored:" + std::string{to_string(item.reason)};
}
/// The same.
[[nodiscard]] inline std::string line_of(const issue& problem) {
  return "error:" + std::string{to_string(problem.code)};
}

/// What a dialect said of a body, as the lines of an `.expected` file.
[[nodiscard]] inline std::vector<std::string> lines_of(const parse_report& report) {
  std::vector<std::string> lines(report.items, "no answer");
  for (const auto& update : report.updates) lines.at(update.item) = line_of(update);
  for (const auto& item : report.ignored) lines.at(item.item) = line_of(item);
  for (const auto& problem : report.issues) lines.at(problem.item) = line_of(problem);
  return lines;
}

/// The bodies of a folder, sorted by name. Throws `std::filesystem::filesystem_error` without it.
[[nodiscard]] inline std::vector<std::filesystem::path> sample_bodies(
    const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != ".expected") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace waybill::testing

namespace waybill::detail {

[[nodiscard]] inline std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

[[nodiscard]] inline std::vector<std::string> lines_in(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

inline void compare_lines(const std::string& file, const std::vector<std::string>& expected,
                          const std::vector<std::string>& found, testing::samples_report& report) {
  const auto line_at = [](const std::vector<std::string>& lines, std::size_t i) {
    return i < lines.size() ? lines[i] : std::string{};
  };
  for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
    const auto wanted = line_at(expected, i);
    const auto got = line_at(found, i);
    if (wanted != got) report.differences.push_back({file, i + 1, wanted, got});
  }
}

/// An `.expected` file whose sample was renamed or removed would check nothing.
inline void find_lost_samples(const std::filesystem::path& folder,
                              const std::vector<std::filesystem::path>& bodies,
                              testing::samples_report& report) {
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const auto is_its = [&](const auto& body) { return body.stem() == entry.path().stem(); };
    if (std::none_of(bodies.begin(), bodies.end(), is_its)) {
      report.differences.push_back({entry.path().filename().string(), 0, "a sample beside it", ""});
    }
  }
}

}  // namespace waybill::detail

namespace waybill::testing {

/// Reads each body of a folder with the dialect, and compares with what is expected of it. Throws
/// what the dialect throws, and `std::filesystem::filesystem_error` if there is no such folder.
[[nodiscard]] inline samples_report check_samples(const dialect& subject,
                                                  const std::filesystem::path& folder) {
  samples_report report;
  const auto bodies = sample_bodies(folder);
  for (const auto& body : bodies) {
    ++report.samples;
    auto expected = body;
    expected.replace_extension(".expected");
    const auto name = body.filename().string();
    if (!std::filesystem::exists(expected)) {
      report.differences.push_back({name, 0, expected.filename().string() + " beside it", ""});
      continue;
    }
    waybill::detail::compare_lines(name, waybill::detail::lines_in(expected),
                                   lines_of(parse(subject, waybill::detail::file_text(body))),
                                   report);
  }
  waybill::detail::find_lost_samples(folder, bodies, report);
  return report;
}

}  // namespace waybill::testing
