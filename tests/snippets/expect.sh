#!/usr/bin/env bash
# expect.sh CHECK
# The broken pages have a block for each way to differ; the check must tell each, and fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if told=$("$1" broken README.md empty.md); then
  echo "The check passed, where a failure was expected"
  exit 1
fi
diff expected.txt - <<<"$told"
