#!/usr/bin/env bash
# Runs an example in its own folder. Fails if the program fails, or if its output is not that of the file
# EXPECTED:
#
#   cmake/run_example.sh EXPECTED PROGRAM
#   cmake/run_example.sh EXPECTED PROGRAM --postgres [TABLES.sql]
#
# With --postgres, the program is given the URL of a PostgreSQL that is started for it, in which
# TABLES.sql was run.
set -euo pipefail
expected=$(realpath "$1")
program=$(realpath "$2")
arguments=()
folder=$(mktemp -d /tmp/waybill-example-XXXXXX)

clean_up() {
  rm -rf "$folder"
  [[ -n ${server_PID:-} ]] || return 0  # there is none, or it never started
  exec {server[1]}>&-
  wait "$server_PID"
}
trap clean_up EXIT

if [[ ${3:-} == --postgres ]]; then
  # It ends when our end of its standard input closes, even if this script is killed.
  coproc server { exec "${BASH_SOURCE[0]%/*}/postgres.sh" run "$folder.postgres"; }
  read -r url <&"${server[0]}"
  [[ -z ${4:-} ]] || psql "$url" --quiet --set=ON_ERROR_STOP=1 --file="$4"
  arguments=("$url")
fi
cd "$folder"
"$program" "${arguments[@]}" >output || { status=$?; cat output; exit "$status"; }
diff "$expected" output
