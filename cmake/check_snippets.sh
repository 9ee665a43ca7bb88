#!/usr/bin/env bash
# cmake/check_snippets.sh FOLDER PAGE...
# Fails if a block of C++ in a page is not part of a program under FOLDER/examples: the same
# consecutive lines, apart from a common indentation. Fails too if no page has a block.
set -euo pipefail
shopt -s nullglob
cd "$1"
shift
awk '
  function is_piece(  indent, text, i, name) {
    for (indent = ""; length(indent) <= 8; indent = indent "  ") {
      text = "\n"
      for (i = 1; i in block; ++i) text = text (block[i] == "" ? "" : indent block[i]) "\n"
      for (name in programs) if (index(programs[name], text)) return 1
    }
    return 0
  }
  function wrong(what) { print what; failed = 1 }

  FILENAME ~ /\.cpp$/ {
    if (FNR == 1) programs[FILENAME] = "\n"
    programs[FILENAME] = programs[FILENAME] $0 "\n"
    next
  }
  /^ *```cpp/ { begin = FNR; margin = index($0, "`"); split("", block); ++blocks; next }
  begin && /^ *```/ {
    if (!is_piece()) wrong(FILENAME ":" begin ": in no example: " block[1] " …")
    begin = 0
  }
  begin { block[FNR - begin] = substr($0, margin) }

  END {
    if (!blocks) wrong("no page has a block of C++")
    exit failed
  }
' examples/*.cpp examples/*/*.cpp "$@"
