#!/usr/bin/env bash
# A throw-away PostgreSQL on a free port of the loopback interface:
#
#   cmake/postgres.sh start FOLDER    makes a cluster in FOLDER, starts it, prints its connection URL
#   cmake/postgres.sh stop FOLDER     stops it and removes FOLDER
#   cmake/postgres.sh run FOLDER      start, then stop once standard input ends: so even a caller
#                                     that dies leaves nothing behind
#   cmake/postgres.sh crash FOLDER    stops it without a checkpoint, as a power cut would
#   cmake/postgres.sh restart FOLDER  starts it again on the same port
#   cmake/postgres.sh template FOLDER makes what later clusters may copy
#
# With WAYBILL_POSTGRES_TEMPLATE, the FOLDER of a template, a cluster is copied from there, which takes
# a tenth of the time. With WAYBILL_POSTGRES_OPTIONS, these lines go into the server's configuration. With
# WAYBILL_POSTGRES_PRIMARY, a connection URL, it becomes a standby of that server. WAYBILL_POSTGRES_BIN is
# the folder of the binaries of another version than the newest. The server refuses to run as
# root: for root, all of it runs as the user that Debian's package makes, or else as `nobody`.
set -euo pipefail

fail() {
  echo "$*" >&2
  exit 1
}

# Those that were asked for, or the newest, which Debian does not put in PATH.
find_binaries() {
  local found=${WAYBILL_POSTGRES_BIN:-}
  if [[ -n $found ]]; then
    [[ -x $found/initdb ]] || fail "WAYBILL_POSTGRES_BIN has no initdb: $found"
    echo "$found"
    return
  fi
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [[ -z $found ]]; then
    found=$(command -v initdb) || fail "There is no PostgreSQL server: apt-get install postgresql"
    found=$(dirname "$found")
  fi
  echo "$found"
}

as_server() {
  if ((EUID != 0)); then
    "$@"
  else
    runuser -u "$server_user" -- "$@"
  fi
}

free_port() {
  local port
  for ((tries = 0; tries < 100; ++tries)); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
  fail "No free port was found"
}

# Starts the server of the folder on a port.
start_server() {
  as_server "$binaries/pg_ctl" start --pgdata="$folder/data" --log="$folder/server.log" \
    --wait --timeout=60 --silent --options="-c port=$1" </dev/null >/dev/null 2>&1
}

make_cluster() {
  if [[ -n ${WAYBILL_POSTGRES_PRIMARY:-} ]]; then
    as_server "$binaries/pg_basebackup" --dbname="$WAYBILL_POSTGRES_PRIMARY" \
      --pgdata="$folder/data" --write-recovery-conf --checkpoint=fast --no-sync
  elif [[ -n ${WAYBILL_POSTGRES_TEMPLATE:-} ]]; then
    cp --archive "$WAYBILL_POSTGRES_TEMPLATE/data" "$folder/data"
  else
    as_server "$binaries/initdb" --pgdata="$folder/data" --username=waybill --auth=trust \
      --encoding=UTF8 --locale=C --no-sync
  fi
}

open_folder() {
  ((EUID != 0)) || chown "$server_user" "$folder"
  cd "$folder"  # a folder that the server's user may enter
}

start() {
  mkdir -p "$folder"
  open_folder
  make_cluster >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log" >&2
    fail "No cluster could be made"
  }
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "unix_socket_directories = ''"
    echo "${WAYBILL_POSTGRES_OPTIONS:-}"
  } >>"$folder/data/postgresql.conf"
  local port
  for ((tries = 0; tries < 5; ++tries)); do
    # Another program may take the port meanwhile: then try another port.
    port=$(free_port)
    if start_server "$port"; then
      echo "$port" >"$folder/port"
      echo "postgresql://waybill@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$folder/server.log" >&2
  fail "The server did not start"
}

crash() {
  cd "$folder"
  as_server "$binaries/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --silent
}

restart() {
  cd "$folder"
  start_server "$(<"$folder/port")" || fail "The server did not start; see $folder/server.log"
}

stop() {
  cd /
  [[ ! -e $folder/data/postmaster.pid ]] || (crash) || true
  rm -rf "$folder"
}

# The server's user may have no access to the folder, so it is made elsewhere.
template() {
  rm -rf "$folder"
  mkdir -p "$folder"
  made=$(mktemp --directory /tmp/waybill-template-XXXXXX)
  trap 'rm -rf "$made"' EXIT
  (folder=$made; open_folder; make_cluster >/dev/null) || fail "No template could be made"
  mv "$made/data" "$folder/data"
}

run() {
  trap stop EXIT
  trap '' HUP INT TERM  # the end of the pipe is the only sign to stop
  start
  cat >/dev/null
}

[[ $# -eq 2 && $1 =~ ^(start|stop|run|crash|restart|template)$ ]] ||
  fail "Usage: $0 start|stop|run|crash|restart|template FOLDER"
folder=$(realpath -m "$2")
binaries=$(find_binaries)
server_user=postgres
id -u postgres >/dev/null 2>&1 || server_user=nobody
"$1"
