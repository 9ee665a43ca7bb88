#include <waybill/dialects/evolution.hpp>
#include <waybill/parse.hpp>

int main() {
  const auto report = waybill::parse(waybill::evolution(), "not JSON");
  return report.issues.size() == 1 && report.updates.empty() ? 0 : 1;
}
