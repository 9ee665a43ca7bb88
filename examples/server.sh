#!/usr/bin/env bash
# Builds the example server and starts it with the day of a campaign going by:
#
#   examples/server.sh [option of the server]...
#
# It keeps ./waybill.db unless it is told another --store, and the program waybill may look into that
# while it runs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/bootstrap.sh"

require_packages "${example_packages[@]}"
build_example EXAMPLES waybill_server waybill_harness
exec "$build/examples/server/waybill_server" --demo "$@"
