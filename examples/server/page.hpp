#pragma once

#include <string>

namespace waybill_server {

/// page.html.
[[nodiscard]] const std::string& page();

}  // namespace waybill_server
