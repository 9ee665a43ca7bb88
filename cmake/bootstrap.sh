# Sourced by tests/run.sh and the scripts in examples.

# require_packages <Debian package>...: installs those that are missing. Where that cannot be done
# it names them, and goes on only if the tools are there: they may have come another way.
require_packages() {
  local package missing=()
  for package; do
    dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null |
      grep -q ' installed$' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ! install_packages "${missing[@]}"; then
    echo "Could not install: ${missing[*]}" >&2
    echo "On Debian, root may do it: apt-get install ${missing[*]}" >&2
    echo "Elsewhere, install what your system calls these. It goes on with what is there." >&2
    require_tools c++ cmake ninja
  fi
}

install_packages() {
  command -v apt-get >/dev/null || return 1
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || return 1
    as_root=(sudo)
  fi
  echo "Installing: $*"
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq --no-install-recommends "$@" >/dev/null
}

require_tools() {
  local tool
  for tool; do
    command -v "$tool" >/dev/null || { echo "Nothing can be built without $tool." >&2; exit 1; }
  done
}

example_packages=(g++ cmake ninja-build pkg-config nlohmann-json3-dev libfmt-dev libcli11-dev
  libsoci-dev libpq-dev libsqlite3-dev libcpp-httplib-dev libssl-dev)

# build_example <COMMAND_LINE or EXAMPLES> <target>...: builds what WAYBILL_BUILD_<that> has, of the clone at
# $root into $build.
build_example() {
  local part=$1
  shift
  build=$root/build/quickstart
  log=$build/quickstart.log
  mkdir -p "$build"
  : >"$log"
  # -O1: half the time of -O3 to build, and fast enough to look at.
  step "Configuring" cmake -S "$root" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release \
    -D CMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -D WAYBILL_BUILD_TESTS=OFF -D "WAYBILL_BUILD_$part=ON"
  step "Building (some minutes, the first time)" cmake --build "$build" --target "$@"
}

# step <what it is> <command>...: runs a step into $log, and shows the log if it fails.
step() {
  echo "$1 …"
  shift
  "$@" 2>&1 | tee -a "$log" | show_progress ||
    { cat "$log" >&2; echo "That failed; the log is in $log" >&2; exit 1; }
}

# Reads what Ninja writes. On a terminal one line tells how far it is; elsewhere a line for each quarter.
show_progress() {
  local line told=0
  while read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    local done=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
    if [[ -t 1 ]]; then
      printf '\r  %s of %s' "$done" "$all"
      ((done < all)) || printf '\r\e[K'
    elif ((4 * done / all > told)); then
      told=$((4 * done / all))
      echo "  $done of $all"
    fi
  done
}
