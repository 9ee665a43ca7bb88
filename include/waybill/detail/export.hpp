#pragma once

/// Marks what a program and a shared library that it loads must both mean: what one calls in the
/// other, what is thrown or implemented across their border, and what exists once for both. All
/// else is left to the visibility that its code is compiled with: hidden, in waybill::soci.
///
/// It says the same where the library is static, so that nobody has to tell which of the two it is.
#define WAYBILL_EXPORT [[gnu::visibility("default")]]

/// A part of an exported class that is none of the program's business.
#define WAYBILL_HIDDEN [[gnu::visibility("hidden")]]
