#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

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

/// A folder for one test, gone with it.
class scratch_folder {
 public:
  scratch_folder() {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"no folder in /tmp"};
  }
  ~scratch_folder() { std::system(("rm -rf " + path_).c_str()); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  /// Writes a file into it; returns its path.
  [[nodiscard]] std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream{path_ + '/' + name, std::ios::binary} << bytes;
    return path_ + '/' + name;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_ = "/tmp/waybill-cli-XXXXXX";
};

[[nodiscard]] inline std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{path + " is not there"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Runs `waybill` as a shell would, with `input` on its standard input.
[[nodiscard]] inline run_result run_waybill(const std::string& arguments,
                                            const std::string& input = {}) {
  const scratch_folder folder;
  const auto command = "env -u WAYBILL_STORE " WAYBILL_PROGRAM " " + arguments + " <" +
                       folder.write("in", input) + " >" + folder.path("out") + " 2>" +
                       folder.path("err");
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), bytes_of(folder.path("out")), bytes_of(folder.path("err"))};
}

}  // namespace waybill_test
