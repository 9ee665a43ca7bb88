#!/usr/bin/env bash
# Builds the example program and shows what waybill does:
#
#   examples/quickstart.sh [--postgres] [option of demo]...
#
# The day is played into ./waybill.db, a SQLite file to look into afterwards. With --postgres it is
# played on a throw-away PostgreSQL that is started for it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/bootstrap.sh"

packages=(g++ cmake ninja-build nlohmann-json3-dev libfmt-dev libcli11-dev libsoci-dev libpq-dev
  libsqlite3-dev)
postgres=no
if [[ ${1:-} == --postgres ]]; then
  postgres=yes
  packages+=(postgresql)
  shift
fi
require_packages "${packages[@]}"

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

if [[ $postgres == no ]]; then
  "$build/examples/waybill" demo "$@"
  echo
  echo "Here, waybill is $build/examples/waybill"
  exit
fi
cluster=$(mktemp -d /tmp/waybill-quickstart-XXXXXX)
trap '"$root/cmake/postgres.sh" stop "$cluster"' EXIT
url=$("$root/cmake/postgres.sh" start "$cluster")
echo "A PostgreSQL of its own listens at $url and goes when the demo is over."
"$build/examples/waybill" demo --store "$url" "$@"
