#pragma once

#include <span>
#include <string>
#include <string_view>

#include <waybill/config.hpp>

namespace waybill {

/// A header line of a request.
struct posted_header {
  std::string_view name;   ///< in any case
  std::string_view value;  ///< without the spaces around it
};

/// What is looked at to tell who posted a body. Owns nothing.
struct posted_request {
  /// All of them: a header that is there twice proves nothing, so a server must not drop the
  /// second.
  std::span<const posted_header> headers;
  std::string_view body{};  ///< the bytes as they came: JSON that was written again is other bytes
  std::string_view url{};   ///< where the gateway was told to post: Twilio alone signs it
};

/// Who may post. The old secret counts beside the new one while senders change over, then leave it
/// empty. An empty secret proves nothing, so two of them let nobody in.
struct auth_secrets {
  std::string current;     ///< by which the gateway signs, or which it sends
  std::string previous{};  ///< the one before
};

}  // namespace waybill
