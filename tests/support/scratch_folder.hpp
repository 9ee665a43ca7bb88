#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

#include <unistd.h>

namespace waybill_test {

/// The path of a new folder: on the disk, unless ctest asks for memory and there is plenty.
[[nodiscard]] inline std::string new_folder() {
  std::string name = "/tmp/waybill-test-XXXXXX";
  std::error_code none;
  const std::filesystem::path memory = "/dev/shm";
  if (std::getenv("WAYBILL_TESTS_IN_MEMORY") != nullptr &&
      std::filesystem::space(memory, none).available > 4'000'000'000 && !none) {
    name.replace(0, 4, memory.native());
  }
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no folder for " + name};
  return name;
}

/// A folder for one test, gone with it.
class scratch_folder {
 public:
  scratch_folder() = default;
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
  std::string path_ = new_folder();
};

[[nodiscard]] inline std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{path + " is not there"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace waybill_test
