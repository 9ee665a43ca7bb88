#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace waybill_test {

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
  std::string path_ = "/tmp/waybill-test-XXXXXX";
};

[[nodiscard]] inline std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{path + " is not there"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace waybill_test
