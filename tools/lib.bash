# What the scripts of this folder share. Sourced, never run.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# True if a person can be asked for a password. sudo asks on the terminal, whatever standard input
# is: `tools/demo </dev/null` and pipes have one, a build server has none.
has_terminal() { (exec </dev/tty) 2>/dev/null; }

# Runs a command as root: by itself, or through sudo without a question where nobody can answer.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    if has_terminal; then sudo "$@"; else sudo -n "$@"; fi
  else
    die "needs to be root, or sudo: $*"
  fi
}

# True if Node.js 18 or newer and npm are there.
has_node() {
  local version
  command -v npm >/dev/null || return 1
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [[ ${version%%.*} -ge 18 ]]
}

# A compiler cache that is shared by all checkouts on the machine.
use_ccache() {
  export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$1}
  export CCACHE_NOHASHDIR=1
  export CCACHE_SLOPPINESS=pch_defines,time_macros
}

# npm ci, unless what is installed is what the lock file says.
npm_install() {
  local folder=$1
  if [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then return; fi
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
}
