#!/usr/bin/env bats
# Where the plugin finds the binary.
# shellcheck disable=SC2030,SC2031  # a test is a subshell
load plugin/helpers

@test "the option comes before the variable, PATH, the agent's hooks, the cache and a download" {
  bare_machine
  local places=("$BATS_TEST_TMPDIR"/{option,variable,path/sleuth-buildkite,linked/sleuth-buildkite})
  local place
  for place in "${places[@]}"; do fake_binary "$place"; done
  export BUILDKITE_PLUGIN_NAME=SLEUTH BUILDKITE_PLUGIN_SLEUTH_BINARY=${places[0]} SLEUTH_BUILDKITE_BIN=${places[1]}
  PATH=$BATS_TEST_TMPDIR/path:$PATH
  ln -s "${places[3]}" "$BUILDKITE_HOOKS_PATH/pre-command"
  for place in "${places[@]}"; do
    run hook pre-command
    assert_success
    assert_equal "$(called | tail -n 1)" "$place"
    rm "$place"
  done

  export SLEUTH_DOWNLOAD_URL=file://$released
  run hook pre-command
  assert_output "sleuth: sleuth-buildkite 0.1.0 was downloaded from file://$released/$release"
  assert_equal "$(called | tail -n 1)" "$cache/sleuth-buildkite"
  rm "$released/$release"
  run hook pre-command
  assert_output ""
  assert_equal "$(called | wc -l | tr -d ' ')" 6
}

@test "a fork's options have the fork's name" {
  fake_binary "$BATS_TEST_TMPDIR/mine"
  BUILDKITE_PLUGIN_NAME=SLEUTH_FORK BUILDKITE_PLUGIN_SLEUTH_FORK_BINARY=$BATS_TEST_TMPDIR/mine run hook environment
  assert_equal "$(called)" "$BATS_TEST_TMPDIR/mine"
}

@test "a name that no plugin has is passed over" {
  bare_machine
  BUILDKITE_PLUGIN_NAME="X[\$(touch $BATS_TEST_TMPDIR/ran)]" run hook environment
  assert_success
  assert_equal "${#lines[@]}" 1
  [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "a relative link of the agent's pre-exit hook is followed, another program's is not" {
  bare_machine
  fake_binary "$BATS_TEST_TMPDIR/opt/sleuth-buildkite"
  ln -s ../opt/sleuth-buildkite "$BUILDKITE_HOOKS_PATH/pre-exit"
  run hook environment
  assert_equal "$(called)" "$BUILDKITE_HOOKS_PATH/../opt/sleuth-buildkite"

  fake_binary "$BATS_TEST_TMPDIR/opt/other"
  ln -sf ../opt/other "$BUILDKITE_HOOKS_PATH/pre-exit"
  run hook environment
  assert_output --partial "sleuth-buildkite was not found"
  assert_equal "$(called | wc -l | tr -d ' ')" 1
}

@test "what cannot be run, and what a checkout brings along, is passed over" {
  bare_machine
  touch "$BATS_TEST_TMPDIR/no-program"
  fake_binary "$BATS_TEST_TMPDIR/checkout/sleuth-buildkite"
  cd "$BATS_TEST_TMPDIR/checkout"
  PATH=.:$PATH BUILDKITE_PLUGIN_SLEUTH_BINARY=$BATS_TEST_TMPDIR/no-program SLEUTH_BUILDKITE_BIN=./sleuth-buildkite \
    run hook pre-command
  assert_output --partial "sleuth-buildkite was not found"
  assert_equal "$(called)" ""
}

@test "a binary that a later hook brings is used, although the first phase found none" {
  bare_machine
  run hook environment
  assert_output --partial "sleuth-buildkite was not found"
  fake_binary "$BATS_TEST_TMPDIR/path/sleuth-buildkite"
  PATH=$BATS_TEST_TMPDIR/path:$PATH run hook pre-exit
  assert_equal "$(called)" "$BATS_TEST_TMPDIR/path/sleuth-buildkite"
}

@test "a null among the options, which hides a ban on downloads, keeps from downloading" {
  bare_machine
  unset BUILDKITE_PLUGIN_NAME BUILDKITE_PLUGIN_CONFIGURATION
  export SLEUTH_DOWNLOAD_URL=file://$released
  export BUILDKITE_PLUGINS='[{"acme/sleuth#v1": {"download": false, "tags": null}}]'
  run hook environment
  assert_success
  assert_output --partial "a null among its options"
  [ ! -e "$cache/sleuth-buildkite" ]
}
