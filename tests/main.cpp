// The precompiled headers have declared doctest by now, so that what would follow from WITH_MAIN is
// said too.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
