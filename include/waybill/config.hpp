#pragma once

#if __cplusplus < 202002L
#error "waybill needs C++20: compile with -std=c++20 or a later standard"
// A header that is missing ends the compilation, before the hundreds of errors that would follow.
#include <waybill_needs_cplusplus_20>
#endif

// waybill has two forms. Header-only, the default: a public header ends by including the
// definitions, impl/…/*.ipp, which are `inline`. Compiled: the target waybill::compiled defines
// WAYBILL_COMPILED, headers only declare, and src/waybill compiles each .ipp once. Types are the
// same in both forms, so one program may use both.

/// Before the definition of a public function in an .ipp.
#if defined(WAYBILL_COMPILED)
#define WAYBILL_INLINE
#else
#define WAYBILL_INLINE inline
#endif

/// Marks what a program and a shared library share: functions that one calls in the other, types
/// that are thrown or implemented across the boundary, and objects that exist once for both.
/// Everything else has the visibility of its compilation: hidden, in waybill's libraries.
///
/// It has the same value for a static library, so users need not say which one they link.
#define WAYBILL_EXPORT [[gnu::visibility("default")]]

/// A part of an exported class that the program does not use.
#define WAYBILL_HIDDEN [[gnu::visibility("hidden")]]
