#!/usr/bin/env bash
# Builds the libraries and the command line with another compiler, and runs what needs no server:
#
#   tests/compiler.sh g++-14
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/bootstrap.sh

[[ ${1:-} =~ ^(g|clang)\+\+(-[0-9]+)?$ ]] || { echo "Usage: $0 g++-14, or another g++ or clang++" >&2; exit 2; }
compiler=$1
require_packages "${compiler/clang++/clang}" "${example_packages[@]}" doctest-dev
build=build/$compiler
# std::stable_sort of g++ 12's library uses what that library deprecates, and Clang 19 says so.
cmake -S . -B "$build" -G Ninja -D CMAKE_CXX_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Debug \
  -D CMAKE_CXX_FLAGS_DEBUG="-O0 -Wno-error=deprecated-declarations" -D WAYBILL_WERROR=ON \
  -D WAYBILL_BUILD_TESTS=ON -D WAYBILL_BUILD_COMMAND_LINE=ON
cmake --build "$build" --target waybill_soci waybill_auth waybill_harness waybill_unit_tests waybill_contract_tests
ctest --test-dir "$build" --output-on-failure --no-tests=error -L '^(unit|contract)$'
"$build/examples/waybill" demo --store "sqlite:$(mktemp -d)/waybill.db" --messages 1000
