#pragma once

#include <string>

#include <waybill/config.hpp>
#include <waybill/ingestor_stats.hpp>

namespace waybill {

/// An ingestor's numbers as a page for Prometheus: its text format, version 0.0.4, to be served as
/// `text/plain; version=0.0.4`. Every name begins with `waybill_`; times are in seconds.
[[nodiscard]] WAYBILL_EXPORT std::string prometheus_text(const ingestor_stats& stats);

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/service/prometheus.ipp>
#endif
