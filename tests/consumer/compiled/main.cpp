#include <waybill/waybill.hpp>

// What the header-only form stands on is not in sight.
#if defined(NLOHMANN_JSON_VERSION_MAJOR) || defined(FMT_VERSION)
#error "a public header of the compiled form includes somebody else's"
#endif

int main() {
  waybill::memory_store store;
  const waybill::tracker tracker{store};
  waybill::ingestor ingestor{tracker};
  const auto settings = waybill::webhook_settings(waybill::gateway_version::v2, {.url = "x"});
  if (settings.empty() || waybill::prometheus_text(ingestor.stats()).empty()) return 1;
  return tracker.handle("not JSON").http_status == 400 ? 0 : 1;
}
