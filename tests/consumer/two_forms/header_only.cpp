#include <string_view>

#include <waybill/ingestor.hpp>
#include <waybill/tracker.hpp>

#if defined(WAYBILL_COMPILED)
#error "this file is of the header-only form"
#endif

int handle_header_only(waybill::store& store, std::string_view body);

int handle_header_only(waybill::store& store, std::string_view body) {
  const waybill::tracker tracker{store};
  waybill::ingestor ingestor{tracker};
  if (ingestor.handle(body).http_status != 200) return 1;
  return waybill::tracker{store}.handle(body).body == R"({"status":"already_processed"})" ? 0 : 1;
}
