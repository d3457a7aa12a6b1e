# shellcheck shell=bash disable=SC2034  # what it assigns is for lib/plugin.bash
# Sourced by lib/plugin.bash, which gives it $plugin, the plugin's folder.

# option NAME -> the plugin's option of that name (in capitals), or nothing
option() {
  local name=BUILDKITE_PLUGIN_${BUILDKITE_PLUGIN_NAME:-SLEUTH}_$1
  # What is no name of a variable would be an error in the job's log.
  [[ $name =~ ^[A-Z0-9_]+$ ]] && printf %s "${!name:-}"
}

# A null anywhere in the plugin's configuration makes the agent drop all of its variables. The binary finds the options
# in BUILDKITE_PLUGINS; what is for the shell alone stays unknown, a ban on downloads too.
options_are_hidden() {
  [[ -z ${BUILDKITE_PLUGIN_NAME+set}${BUILDKITE_PLUGIN_CONFIGURATION+set} && ${BUILDKITE_PLUGINS:-} == *null* ]]
}

# An absolute path only: what a checkout contains is not run because a PATH has a dot in it.
runs() { [[ $1 == /* && -f $1 && -x $1 ]]; }

# use PATH... : the first that can be run becomes $binary
use() {
  for binary in "$@"; do
    if runs "$binary"; then return 0; fi
  done
  return 1
}

# The binary that the agent's own hooks link to.
installed_as_hook() {
  local hook target
  for hook in "${BUILDKITE_HOOKS_PATH:-}"/{pre-exit,pre-command}; do
    target=$(readlink "$hook") || continue
    [[ $target == /* ]] || target=${hook%/*}/$target
    [[ $target == */sleuth-buildkite ]] && printf %s "$target" && return 0
  done
}

# Sets $binary to one that somebody installed.
find_installed() {
  use "$(option BINARY)" "${SLEUTH_BUILDKITE_BIN:-}" || use "$(type -P sleuth-buildkite)" ||
    use "$(installed_as_hook)" {/usr/local,/usr,/opt/sleuth-buildkite}/bin/sleuth-buildkite
}

# Sets $binary to the release that this version of the plugin was made for, else $why_not to what is wrong.
find_release() {
  . "$plugin/lib/download.bash"
  release_of_this_machine || return 1
  if options_are_hidden; then
    why_not="a null among its options hides the others, so nothing is downloaded"
    return 1
  fi
  choose_cache && use "$cache/sleuth-buildkite" && return 0
  why_not=$(download) && use "$cache/sleuth-buildkite"
}
