#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "postgres/cluster.hpp"
#include "postgres/observer.hpp"
#include "support/eventually.hpp"

namespace waybill_test {

/// A server that can log the plan of each statement as it ran, which is what
/// EXPLAIN (ANALYZE, FORMAT JSON) would say of it, with the values and in the session that
/// it was sent with. It collects no statistics by itself.
inline constexpr auto logs_plans =
    "logging_collector = on\nlog_destination = 'jsonlog'\nautovacuum = off\n"
    "session_preload_libraries = 'auto_explain'\nauto_explain.log_analyze = on\n"
    "auto_explain.log_timing = off\nauto_explain.log_format = 'json'";

/// For the sessions that are opened in a database after that.
inline constexpr auto log_plans_here = "auto_explain.log_min_duration = 0";

/// A statement that ran, and how many rows the parts of its plan went through: those that they
/// gave on, and those that they read for nothing.
struct executed {
  std::string sql{};
  double visited = 0;
  std::string plan{};  ///< a line for each part
};

/// By pointers: where nothing is optimised, iterators take twice as long.
[[nodiscard]] inline nlohmann::json parsed(std::string_view text) {
  return nlohmann::json::parse(text.data(), text.data() + text.size());
}

/// Adds a part of a plan, and those that it is made of.
inline void add_part(executed& to, const nlohmann::json& part, std::size_t depth = 0) {
  double each = 0;
  for (const auto* const rows : {"Actual Rows", "Rows Removed by Filter",
                                 "Rows Removed by Join Filter", "Rows Removed by Index Recheck"}) {
    each += part.value(rows, 0.0);
  }
  const auto loops = part.value("Actual Loops", 0.0);
  to.visited += each * loops;
  to.plan +=
      fmt::format("{:{}}{} {} {}: {} rows, {} times\n", "", 2 * depth, part.value("Node Type", ""),
                  part.value("Relation Name", ""), part.value("Index Name", ""), each, loops);
  const auto parts = part.find("Plans");
  if (parts == part.end()) return;
  for (const auto& inner : *parts) add_part(to, inner, depth + 1);
}

/// Reads what a server logs of plans.
class plan_log {
 public:
  /// `look` must be of a session whose plans are logged.
  plan_log(const cluster& server, observer& look) : server_(server), look_(look) {}

  /// What ran since the last time.
  [[nodiscard]] std::vector<executed> take() {
    const auto mark = "SELECT 'mark " + std::to_string(++marks_) + "'";
    look_.run(mark);
    std::vector<executed> news;
    const auto is_whole = [&] {
      read(news);
      return !news.empty() && news.back().sql == mark;
    };
    if (!eventually(is_whole)) throw std::runtime_error{"the server did not log what it ran"};
    news.pop_back();
    return news;
  }

 private:
  void read(std::vector<executed>& to) {
    std::set<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator{server_.folder() + "/data/log"}) {
      if (file.path().extension() == ".json") files.insert(file.path());
    }
    for (const auto& file : files) {
      std::ifstream lines{file};
      auto& place = read_[file];
      lines.seekg(place);
      for (std::string line; std::getline(lines, line) && !lines.eof();) {
        place = lines.tellg();
        add(to, parsed(line).value("message", ""));
      }
    }
  }

  static void add(std::vector<executed>& to, const std::string& message) {
    const std::string_view before = "plan:\n";
    const auto begin = message.find(before);
    if (begin == std::string::npos) return;
    const auto told = parsed(std::string_view{message}.substr(begin + before.size()));
    to.push_back({told.at("Query Text")});
    add_part(to.back(), told.at("Plan"));
  }

  const cluster& server_;
  observer& look_;
  std::size_t marks_ = 0;
  std::map<std::filesystem::path, std::streampos> read_;  ///< whole lines of each file so far
};

}  // namespace waybill_test
