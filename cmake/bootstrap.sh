# Sourced by tests/run.sh and examples/quickstart.sh.

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
    echo "If what follows fails, install these Debian packages, or what your system calls them." >&2
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
    command -v "$tool" >/dev/null || { echo "Missing: $tool" >&2; exit 1; }
  done
}
