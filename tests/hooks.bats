#!/usr/bin/env bats
# What the agent and the job notice of the plugin's hooks.
# shellcheck disable=SC2030,SC2031  # a test is a subshell
load plugin/helpers

@test "each hook runs the binary with its phase, and with the plugin's folder" {
  stub sleuth-buildkite \
    "hook environment : echo \"\$SLEUTH_PLUGIN_DIR \$*\"" \
    "hook post-checkout : echo \"\$*\"" "hook pre-command : echo \"\$*\"" \
    "hook post-command : echo \"\$*\"" "hook pre-exit : echo \"\$*\""
  run job
  assert_success
  assert_line --index 0 "$plugin hook environment"
  assert_line --index 1 "hook post-checkout"
  assert_line --index 4 "hook pre-exit"
  unstub sleuth-buildkite
}

@test "status 1 of the binary, which is fail-on-error, fails the hook" {
  fake_binary "$BATS_TEST_TMPDIR/failing/sleuth-buildkite" 1
  SLEUTH_BUILDKITE_BIN=$BATS_TEST_TMPDIR/failing/sleuth-buildkite run hook pre-command
  assert_failure 1
}

@test "no other status fails it, nor does a crash" {
  export SLEUTH_BUILDKITE_BIN=$BATS_TEST_TMPDIR/failing/sleuth-buildkite
  for status in 2 64 126 139; do
    fake_binary "$SLEUTH_BUILDKITE_BIN" "$status"
    run hook pre-command
    assert_success
  done
  printf '#!/bin/sh\nkill -SEGV $$\n' >"$SLEUTH_BUILDKITE_BIN"
  run hook pre-exit
  assert_success
  run grep SLEUTH_PLUGIN_WARNED "$carried"
  assert_failure
}

@test "without the binary a job is told once, in one line, and goes on" {
  bare_machine
  run job
  assert_success
  assert_equal "${#lines[@]}" 1
  assert_line --partial "sleuth: warning: sleuth-buildkite was not found; this job is not reported ("
  BUILDKITE_JOB_ID=job-2 run bash -c ". '$carried'; BUILDKITE_JOB_ID=job-2; . '$plugin/hooks/environment'"
  assert_line --partial "sleuth: warning: sleuth-buildkite was not found"
}

# state : what a hook must leave as it was
state() {
  set -o
  shopt
  trap
  compgen -A function
  compgen -v | grep -vE '^(_|PIPESTATUS|BASH_.*|FUNCNAME|SLEUTH_PLUGIN_WARNED)$'
  pwd
}

@test "hooks change no shell option, trap or folder, and leave no function or variable" {
  export -f state
  for options in +e "-eu -o pipefail" "-f -C"; do
    for SLEUTH_BUILDKITE_BIN in /bin/true /nowhere; do
      export SLEUTH_BUILDKITE_BIN
      # shellcheck disable=SC2016,SC2086  # for the other shell; several options
      run bash $options -c '
        before=$(state)
        . "$plugin/hooks/pre-command"
        after=$(state)
        diff <(echo "$before") <(echo "$after" | grep -v "^before$") && echo same'
      assert_success
      assert_line same
    done
  done
}

@test "status 1 also fails a hook that is run under set -e, and nothing else does" {
  fake_binary "$BATS_TEST_TMPDIR/failing/sleuth-buildkite" 1
  export SLEUTH_BUILDKITE_BIN=$BATS_TEST_TMPDIR/failing/sleuth-buildkite
  run bash -euo pipefail -c '. "$plugin/hooks/pre-exit"; echo went on'
  assert_failure 1
  refute_output --partial "went on"
  SLEUTH_BUILDKITE_BIN="" run bash -euo pipefail -c '. "$plugin/hooks/pre-exit"; echo went on'
  assert_success
  assert_line "went on"
}
