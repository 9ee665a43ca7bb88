#pragma once

// Whose webhook a body may be, told by its shape, for somebody who chose another dialect. It is no
// parser: it finds no receipts, and is asked only about bodies of which a dialect made nothing.

#include <string>
#include <string_view>

#include <waybill/config.hpp>
#include <waybill/json_reader.hpp>

namespace waybill {

/// Whose body it looks like. All empty where no shape fits.
struct recognised_body {
  std::string_view dialect{};     ///< what a dialect for it is called
  std::string_view provider{};    ///< for people
  std::string instance{};         ///< what the body calls its instance, where it does
  bool is_mere_envelope = false;  ///< told by what stands around the items alone
};

/// Whose body it looks like, in whatever a hand-written forwarder put around it. Reads the body
/// once more, within the same limits; throws nothing but `std::bad_alloc`.
[[nodiscard]] WAYBILL_EXPORT recognised_body recognise(std::string_view body,
                                                       const json_limits& limits = {});

}  // namespace waybill

#if !defined(WAYBILL_COMPILED)
#include <waybill/impl/parse/recognise.ipp>
#endif
