#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <waybill/config.hpp>

namespace waybill {

/// What a power cut may take from a `sqlite_store`. Neither harms the file, and a crash of the
/// program or its end by a signal takes nothing with either.
enum class sqlite_durability : std::uint8_t {
  full,    ///< nothing that was acknowledged: the disk has it before a call returns
  normal,  ///< what was acknowledged last: no waiting for the disk, so for trials and replays
};

/// How a `sqlite_store` uses its file. Every field has a sane default.
struct sqlite_options {
  /// How long a call waits for its turn to write: behind other threads, and then as long again
  /// behind other processes. An earlier deadline of the caller (deadline_scope.hpp) goes before it.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
  /// Connections that read at most, beside the one that writes. Each is opened when it is first
  /// needed.
  std::size_t readers = 4;
  /// What a power cut may take.
  sqlite_durability durability = sqlite_durability::full;
};

}  // namespace waybill
