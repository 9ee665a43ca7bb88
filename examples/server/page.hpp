#pragma once

#include <string>
#include <vector>

namespace waybill_server {

/// A file of the page, and where it is served.
struct page_file {
  std::string path;
  std::string type;
  std::string text;
};

/// Its HTML, its style and its scripts.
[[nodiscard]] const std::vector<page_file>& page_files();

}  // namespace waybill_server
