#include <doctest/doctest.h>

// it is only spoken of

TEST_CASE("it holds") {}

TEST_CASE(
    "it holds in two lines "
    "of source") {}
