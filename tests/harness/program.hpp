#pragma once

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "support/scratch_folder.hpp"

namespace waybill_test {

/// What a run of the harness printed, and how it ended.
struct run_result {
  int exit_code = 0;
  std::string out{};
  std::string err{};

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> result;
    std::istringstream text{out};
    for (std::string line; std::getline(text, line);) result.push_back(line);
    return result;
  }
  /// The printed lines, each of which must be JSON.
  [[nodiscard]] std::vector<nlohmann::json> json_lines() const {
    std::vector<nlohmann::json> result;
    for (const auto& line : lines()) result.push_back(nlohmann::json::parse(line));
    return result;
  }
};

/// What the environment of a test says about stores, tenants and colours is not the harness's.
inline void forget_environment() {
  for (const auto* const name : {"WAYBILL_STORE", "WAYBILL_SCHEMA", "WAYBILL_POOLER",
                                 "WAYBILL_ONE_TENANT", "WAYBILL_TENANT", "NO_COLOR"}) {
    ::unsetenv(name);
  }
}

/// Runs `waybill` as a shell would, with `input` on its standard input and `folder` as the folder
/// it is started in.
[[nodiscard]] inline run_result run_waybill(const std::string& arguments, const std::string& input,
                                            const scratch_folder& folder) {
  forget_environment();
  const auto command = "cd " + folder.path("") + " && " WAYBILL_PROGRAM " " + arguments + " <" +
                       folder.write("in", input) + " >" + folder.path("out") + " 2>" +
                       folder.path("err");
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), bytes_of(folder.path("out")), bytes_of(folder.path("err"))};
}

/// The same in a folder that is new.
[[nodiscard]] inline run_result run_waybill(const std::string& arguments,
                                            const std::string& input = {}) {
  return run_waybill(arguments, input, scratch_folder{});
}

}  // namespace waybill_test
