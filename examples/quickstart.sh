#!/usr/bin/env bash
# Builds the example program and shows what waybill does: examples/quickstart.sh [option of demo]...
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/bootstrap.sh"
require_packages g++ cmake ninja-build nlohmann-json3-dev libfmt-dev libcli11-dev

build=$root/build/quickstart
log=$build/quickstart.log

# Runs a step into the log, and shows the log if it fails.
step() {
  echo "$1 …"
  shift
  "$@" >>"$log" 2>&1 || { cat "$log" >&2; echo "That failed; the log is in $log" >&2; exit 1; }
}

mkdir -p "$build"
: >"$log"
step "Configuring" cmake -S "$root" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release \
  -D WAYBILL_BUILD_TESTS=OFF
step "Building (a minute, the first time)" cmake --build "$build" --target waybill_cli
echo
exec "$build/examples/waybill" demo "$@"
