#!/usr/bin/env bash
# Makes the Debian packages, and tries them as somebody who installs them:
#
#   tests/packages.sh           lintian's word on them, and a program built on what is unpacked
#   tests/packages.sh --bare    the same in a new Debian 12 that has nothing else, as root; some minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/bootstrap.sh

bare=no
case "${1:-}" in
  '') ;;
  --bare) bare=yes ;;
  *) echo "Usage: tests/packages.sh [--bare]" >&2; exit 2 ;;
esac
packages=("${example_packages[@]}" dpkg-dev lintian man-db)
[[ $bare == no ]] || packages+=(debootstrap)
require_packages "${packages[@]}"

cmake --preset packages
cmake --build --preset packages
made=$PWD/build/packages/packages
rm -rf "$made"
(umask 022 && cpack --config build/packages/CPackConfig.cmake -B "$made")
rm -rf "$made"/_CPack_Packages
lintian --fail-on error,warning --tag-display-limit 0 "$made"/*.deb

root=$(mktemp -d /tmp/waybill-packages-XXXXXX)
trap 'rm -rf "$root"' EXIT
cp -r tests/consumer "$root/consumer"

# build_consumers <folder of consumer> <argument of CMake>...: builds and runs what uses each library.
build_consumers() {
  local from=$1 consumer
  shift
  for consumer in sql_store auth; do
    cmake -S "$from/$consumer" -B "$from/built_$consumer" "$@" >"$root/log" &&
      cmake --build "$from/built_$consumer" >>"$root/log" || { cat "$root/log" >&2; return 1; }
    "$from/built_$consumer/consumer"
  done
}

try_unpacked() {
  local deb
  for deb in "$made"/*.deb; do dpkg -x "$deb" "$root/system"; done
  local libraries
  libraries=$(dirname "$(find "$root/system" -name 'libwaybill.so.*' | head -n 1)")
  export LD_LIBRARY_PATH=$libraries
  "$root/system/usr/bin/waybill" demo --store memory: --messages 100
  man --warnings --local-file "$root/system/usr/share/man/man1/waybill.1.gz" >/dev/null
  # It must not be the clone's own.
  build_consumers "$root/consumer" -D CMAKE_PREFIX_PATH="$root/system/usr"
}

try_bare() {
  debootstrap --variant=minbase bookworm "$root/system" >"$root/log" || { cat "$root/log" >&2; return 1; }
  cp /etc/resolv.conf "$root/system/etc/"
  cp -r "$made" "$root/system/made"
  cp -r "$root/consumer" "$root/system/consumer"
  chroot "$root/system" env DEBIAN_FRONTEND=noninteractive bash -ec '
    apt-get install -qq --no-install-recommends g++ cmake make man-db /made/*.deb >/dev/null
    cd /tmp
    waybill demo --messages 100
    man waybill | head -n 5
    for consumer in sql_store auth; do
      cmake -S /consumer/$consumer -B /consumer/built_$consumer >/dev/null
      cmake --build /consumer/built_$consumer >/dev/null
      /consumer/built_$consumer/consumer
    done'
}

if [[ $bare == yes ]]; then try_bare; else try_unpacked; fi
echo "The packages are in $made"
