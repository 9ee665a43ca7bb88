#!/usr/bin/env bash
# Builds waybill and runs its tests: tests/run.sh [dev|asan|tsan|fuzz|clang|release], or
# tests/run.sh citus URL on the coordinator of a cluster, whose schema `waybill` the tests make anew
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/bootstrap.sh

preset=${1:-dev}
packages=(g++ clang lld make cmake ninja-build nlohmann-json3-dev libfmt-dev libcli11-dev libsoci-dev libpq-dev
  libsqlite3-dev doctest-dev clang-format clang-tidy postgresql pgbouncer libcpp-httplib-dev
  libssl-dev libspdlog-dev libboost-dev librestinio-dev pkg-config chromium chromium-driver doxygen
  libclang-rt-14-dev)
around=()
case $preset in
  dev | clang | asan | fuzz) ;;
  # ThreadSanitizer may not start where the kernel scatters addresses widely.
  tsan) if setarch -R true 2>/dev/null; then around=(setarch -R); fi ;;
  release) packages+=(libbenchmark-dev) ;;
  citus)
    export WAYBILL_CITUS_URL=${2:-}
    if [[ -z $WAYBILL_CITUS_URL ]]; then
      echo "Name a database on the coordinator of a cluster with Citus: tests/run.sh citus URL" >&2
      exit 2
    fi ;;
  *) echo "Usage: tests/run.sh [dev|asan|tsan|fuzz|clang|release|citus URL]" >&2; exit 2 ;;
esac
require_packages "${packages[@]}"

jobs=$(nproc)
cmake --preset "$preset"
"${around[@]}" cmake --build --preset "$preset" --parallel "$jobs"
# Many tests wait, for a server or a clock: one more than there are processors keeps these busy.
"${around[@]}" ctest --preset "$preset" --parallel "$((jobs + 1))"
