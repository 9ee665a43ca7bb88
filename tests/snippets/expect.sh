#!/usr/bin/env bash
# expect.sh CHECK
# The broken pages have a block for each way to differ, or none at all; the check must tell each, and fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

check=$1
fails() {
  if "$check" broken "$@"; then
    echo "The check passed, where a failure was expected"
    exit 1
  fi
}

diff expected.txt <(fails README.md empty.md && fails empty.md)
