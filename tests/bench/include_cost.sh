#!/usr/bin/env bash
# What a file that includes waybill costs its compiler: seconds of processor time and peak memory, the
# median of five, beside the standard headers alone.
#   tests/bench/include_cost.sh [<another checkout of waybill>]
# With another checkout each of its files is compiled in turn with ours.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ -x /usr/bin/time ] || { echo "include_cost: needs GNU time; on Debian: apt-get install time" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '#include <%s>\n' chrono functional future map memory mutex optional span string vector \
  > "$work/standard.cpp"
printf '#include <%s>\n' nlohmann/json.hpp fmt/format.h > "$work/json_and_fmt.cpp"
printf '#include <waybill/transition.hpp>\n' > "$work/rules.cpp"
cat > "$work/tracker.cpp" << 'END'
#include <waybill/waybill.hpp>
int handle(waybill::store& store) { return waybill::tracker{store}.handle("{}").http_status; }
END
cat > "$work/ingestor.cpp" << 'END'
#include <waybill/waybill.hpp>
int handle(waybill::ingestor& ingestor) { return ingestor.handle("{}").http_status; }
END

compile() { # <file> <checkout> <flags>
  /usr/bin/time -f '%U %S %M' "${CXX:-g++}" -std=c++20 -I "$2/include" ${3} -c "$work/$1.cpp" \
    -o "$work/out.o" 2>&1 | tail -1 | awk '{ print $1 + $2, int($3 / 1024) }'
}
median() { sort -n | sed -n 3p; }

row() { # <what> <file> <flags>
  local checkout
  for run in 1 2 3 4 5; do
    for checkout in "${checkouts[@]}"; do
      compile "$2" "$checkout" "$3" >> "$work/$(basename "$checkout").runs"
    done
  done
  printf '%-44s' "$1"
  for checkout in "${checkouts[@]}"; do
    local runs="$work/$(basename "$checkout").runs"
    printf '  %5.2f s %4d MB' "$(cut -d' ' -f1 "$runs" | median)" "$(cut -d' ' -f2 "$runs" | median)"
    rm "$runs"
  done
  printf '\n'
}

checkouts=("$here")
[ $# -eq 0 ] || checkouts=("$(cd "$1" && pwd)" "$here")
printf '%-44s' ''
for checkout in "${checkouts[@]}"; do printf '  %-15s' "$(basename "$checkout")"; done
printf '\n'
row 'the standard headers' standard -O0
row 'nlohmann/json and fmt' json_and_fmt -O0
row 'transition.hpp' rules -O0
row 'tracker::handle, compiled form' tracker '-O0 -DWAYBILL_COMPILED'
row 'tracker::handle, header-only' tracker -O0
row 'tracker::handle, compiled form, -O2' tracker '-O2 -DWAYBILL_COMPILED'
row 'tracker::handle, header-only, -O2' tracker -O2
row 'ingestor::handle, compiled form' ingestor '-O0 -DWAYBILL_COMPILED'
row 'ingestor::handle, header-only' ingestor -O0
