# Sourced by every script: where things are kept, and steps that are timed and leave a log.
# shellcheck shell=bash disable=SC2034  # what it assigns is for those who source it
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${SLEUTH_BUILDKITE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sleuth-buildkite}
logs=$root/build/logs
dependencies=$root/cmake/dependencies.txt
jobs=$(nproc)
mkdir -p "$cache" "$logs"
export CCACHE_DIR=$cache/ccache

# dependency NAME FIELD -> the field (origin, pin, package or used-by) of that line of cmake/dependencies.txt
dependency() {
  awk -v name="$1" -v field="$2" '
    BEGIN { column["origin"] = 2; column["pin"] = 3; column["package"] = 4; column["used-by"] = 6 }
    $1 == name { print $(column[field]); found = 1 }
    END { exit !found }' "$dependencies"
}

# dependencies_of ORIGIN -> the names with that origin
dependencies_of() { awk -v origin="$1" '!/^#/ && $2 == origin { print $1 }' "$dependencies"; }

# The exact versions of the PyPI and npm tools. Each set of pins has a folder of its own, so that a clone with other pins
# does not take away the compiler of a build that is under way.
pypi_tools() { awk '!/^#/ && $2 == "pypi" { print $4 "==" $3 }' "$dependencies"; }
npm_tools() { awk '!/^#/ && $2 == "npm" { print $4 "@" $3 }' "$dependencies"; }
tools=$cache/tools-$(pypi_tools | sha256sum | cut -c1-12)/bin
npm_tools=$cache/npm-$(npm_tools | sha256sum | cut -c1-12)

# step TITLE LOG COMMAND... : runs the command with its output in build/logs/LOG.log, prints the title and the time
step() {
  local title=$1 log=$logs/$2.log start=$SECONDS
  shift 2
  printf '%-58s' "$title ..."
  if ("$@") >"$log" 2>&1 </dev/null; then
    printf '%5d s\n' $((SECONDS - start))
  else
    printf 'FAILED after %d s; the end of %s:\n' $((SECONDS - start)) "$log"
    tail -n 25 "$log" | sed 's/^/  | /'
    return 1
  fi
}

# once STAMP TITLE LOG COMMAND... : a step that is left out, silently, once it has succeeded
once() {
  local stamp=$1
  shift
  [ -e "$stamp" ] && return 0
  # Spelled out: a function called with || runs without -e.
  step "$@" && mkdir -p "$(dirname "$stamp")" && touch "$stamp"
}

# replace_if_changed FILE : FILE.new takes its place, unless it is the same; then FILE keeps its date
replace_if_changed() {
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

# locked NAME : until the script ends, no other script that locks NAME runs (two clones share one cache)
locked() {
  exec {cache_lock}>"$cache/$1.lock"
  flock -w 3600 "$cache_lock"
}
