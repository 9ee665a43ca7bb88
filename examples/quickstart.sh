#!/usr/bin/env bash
# Builds the example program and shows what waybill does:
#
#   examples/quickstart.sh [--postgres] [option of demo]...
#
# The day is played into ./waybill.db, a SQLite file to look into afterwards. With --postgres it is
# played on a throw-away PostgreSQL that is started for it, and stays until Enter is pressed; where
# nobody is at a terminal to press it, until the demo is over.
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

build_example COMMAND_LINE waybill_harness
echo

if [[ $postgres == no ]]; then
  "$build/examples/waybill" demo "$@"
  echo
  echo "The program waybill is $build/examples/waybill"
  exit
fi
cluster=$(mktemp -d /tmp/waybill-quickstart-XXXXXX)
trap '"$root/cmake/postgres.sh" stop "$cluster"' EXIT
url=$("$root/cmake/postgres.sh" start "$cluster")
if [[ ! -t 0 ]]; then
  echo "A PostgreSQL of its own listens at $url and goes when the demo is over."
  # What it says of looking into the store would be of one that is gone.
  "$build/examples/waybill" demo --store "$url" "$@" | sed --unbuffered '/^It is all in /,$d'
  exit
fi
echo "A PostgreSQL of its own listens at $url"
"$build/examples/waybill" demo --store "$url" "$@"
echo
echo "The program waybill is $build/examples/waybill"
read -r -p "The server stays until you press Enter. "

