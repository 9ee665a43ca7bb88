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

packages=("${example_packages[@]}")
postgres=no
if [[ ${1:-} == --postgres ]]; then
  postgres=yes
  packages+=(postgresql)
  shift
fi
require_packages "${packages[@]}"

build_example waybill_cli
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
