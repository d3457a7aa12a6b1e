# shellcheck shell=bash
# Sourced by each hook with its phase: finds sleuth-buildkite and lets it report. The agent sources hooks, so all of it
# happens in a subshell: no option, function or variable of the caller changes, but for the exported
# SLEUTH_PLUGIN_WARNED, which holds the id of the job that was told that there is no binary. It is told once.
#
# Only status 1 of the binary (fail-on-error) fails the hook; a crash of it does not.
(
  set +eu
  plugin=$(CDPATH='' cd -- "${BASH_SOURCE[0]%/*}/.." && pwd)
  . "$plugin/lib/find.bash"

  told() { [ "${SLEUTH_PLUGIN_WARNED:-}" = "${BUILDKITE_JOB_ID:-unknown}" ]; }
  if find_installed || { ! told && find_release; }; then
    SLEUTH_PLUGIN_DIR=$plugin "$binary" hook "$1"
    [ "$?" -ne 1 ]
    exit
  fi
  told && exit 0
  echo "sleuth: warning: sleuth-buildkite was not found; this job is not reported (${why_not:+$why_not; }install it" \
    "on the agent, or set the option binary or download-url)" >&2
  exit 64
) || case $? in
  1) return 1 ;;
  64) export SLEUTH_PLUGIN_WARNED="${BUILDKITE_JOB_ID:-unknown}" ;;
esac
