# shellcheck shell=bash disable=SC2034  # what it assigns is for the tests
# What the tests of the plugin share. Each test has a home of its own, and a copy of the plugin whose release is a script
# that notes its calls.

setup() {
  # Where bats-mock puts its stubs; a test that fails would leave them to the next one.
  BATS_TMPDIR=$BATS_TEST_TMPDIR
  load "$BATS_PLUGIN_PATH/load.bash"
  unset "${!BUILDKITE_PLUGIN@}" "${!SLEUTH_@}" XDG_CACHE_HOME http_proxy https_proxy
  export HOME=$BATS_TEST_TMPDIR/home BUILDKITE_JOB_ID=job-1 BUILDKITE_HOOKS_PATH=$BATS_TEST_TMPDIR/agent-hooks
  export plugin=$BATS_TEST_TMPDIR/sleuth-buildkite-plugin carried=$BATS_TEST_TMPDIR/carried
  calls=$BATS_TEST_TMPDIR/calls requests=$BATS_TEST_TMPDIR/requests released=$BATS_TEST_TMPDIR/released
  mkdir -p "$HOME" "$BUILDKITE_HOOKS_PATH" "$plugin" "$released"
  touch "$calls" "$requests"
  cp -r "$BATS_TEST_DIRNAME/../hooks" "$BATS_TEST_DIRNAME/../lib" "$plugin/"
  case $(uname -m) in x86_64) arch=amd64 ;; *) arch=arm64 ;; esac
  release=sleuth-buildkite-0.1.0-linux-$arch
  fake_binary "$released/$release"
  (cd "$released" && sha256sum "$release") >"$plugin/lib/sleuth-buildkite.sha256"
  cache=$HOME/.cache/sleuth-buildkite/0.1.0
}

teardown() {
  if [ -n "${server:-}" ]; then kill "$server"; fi
}

# fake_binary PATH [STATUS]
fake_binary() {
  mkdir -p "${1%/*}"
  # shellcheck disable=SC2016  # for the other shell
  printf '#!/bin/sh\necho "$0 $* for $SLEUTH_PLUGIN_DIR" >>"%s"\nexit %s\n' "$calls" "${2:-0}" >"$1"
  chmod 755 "$1"
}

# Some tests are of a machine that has no binary.
bare_machine() {
  local folder
  for folder in /usr/local /usr /opt/sleuth-buildkite; do
    [ ! -e "$folder/bin/sleuth-buildkite" ] || skip "this machine has $folder/bin/sleuth-buildkite"
  done
}

# hook PHASE : as the agent does: a wrapper sources the hook, and what it exports is there for the next phase
hook() {
  # shellcheck disable=SC2016  # for the other shell
  bash -c '
    [ ! -e "$carried" ] || . "$carried"
    before=$(export -p | sort)
    . "$plugin/hooks/$1"
    status=$?
    comm -13 <(echo "$before") <(export -p | sort) >>"$carried"
    exit "$status"' wrapper "$1"
}

job() {
  local phase
  for phase in environment post-checkout pre-command post-command pre-exit; do hook "$phase" || return; done
}

called() { cut -d ' ' -f 1 "$calls"; }

# tools_without NAME... : a PATH that has everything but these
tools_without() {
  local tools=$BATS_TEST_TMPDIR/tools-without-$1 folder name
  mkdir "$tools"
  for folder in /bin /usr/bin; do ln -sf "$folder"/* "$tools/"; done
  for name in "$@"; do rm "$tools/$name"; done
  PATH=$tools
}

# Serves $released, and notes each request; $url is its address.
serve() {
  type -P python3 >/dev/null || skip "there is no python3 to serve with"
  local port
  mkfifo "$BATS_TEST_TMPDIR/port"
  python3 "$BATS_TEST_DIRNAME/plugin/server.py" "$released" "$requests" "$BATS_TEST_TMPDIR/port" 3>&- &
  server=$!
  read -r -t 20 port <>"$BATS_TEST_TMPDIR/port"
  url=http://127.0.0.1:$port
}

requests() { wc -l <"$requests" | tr -d ' '; }
