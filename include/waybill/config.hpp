#pragma once

// The two forms of waybill. Header-only, the default: a public header ends by including the
// definitions, impl/…/*.ipp, and they are `inline`. Compiled, where the target waybill::compiled
// defines WAYBILL_COMPILED: headers declare, and src/waybill compiles each .ipp once. No type looks
// different in the two, so that one program may use both.

/// Before the definition of a public function in an .ipp.
#if defined(WAYBILL_COMPILED)
#define WAYBILL_INLINE
#else
#define WAYBILL_INLINE inline
#endif

/// Marks what a program and a shared library that it loads must both mean: what one calls in the
/// other, what is thrown or implemented across their border, and what exists once for both. All
/// else is left to the visibility that its code is compiled with: hidden, in waybill's libraries.
///
/// It says the same where the library is static, so that nobody has to tell which of the two it is.
#define WAYBILL_EXPORT [[gnu::visibility("default")]]

/// A part of an exported class that is none of the program's business.
#define WAYBILL_HIDDEN [[gnu::visibility("hidden")]]
