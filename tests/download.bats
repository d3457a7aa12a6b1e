#!/usr/bin/env bats
# The download of the binary to an agent that lacks it.
# shellcheck disable=SC2030,SC2031  # a test is a subshell
load plugin/helpers

# In each test the machine has no binary, and the plugin is told where to get it.
setup_download() {
  bare_machine
  serve
  export SLEUTH_DOWNLOAD_URL=$url
}

# jobs_at_once COUNT : so many jobs of one agent start together; prints how many passed
jobs_at_once() {
  local number processes=() passed=0
  for ((number = 0; number < $1; number++)); do
    BUILDKITE_JOB_ID=job-$number carried=$carried-$number hook environment >>"$BATS_TEST_TMPDIR/log" 2>&1 &
    processes+=($!)
  done
  for number in "${processes[@]}"; do if wait "$number"; then passed=$((passed + 1)); fi; done
  echo "$passed"
}

not_found() {
  assert_success
  assert_equal "${#lines[@]}" 1
  assert_output --partial "sleuth: warning: sleuth-buildkite was not found; this job is not reported ("
  assert_output --partial "$1"
  assert_equal "$(called)" ""
  [ ! -e "$cache/sleuth-buildkite" ]
  assert_equal "$(find "$HOME" -name '.download-*')" ""
}

@test "the first job downloads the binary, the next phases and jobs have it" {
  setup_download
  run job
  assert_success
  assert_equal "${#lines[@]}" 1
  assert_output "sleuth: sleuth-buildkite 0.1.0 was downloaded from $url/$release"
  assert_equal "$(called | sort | uniq -c | tr -s ' ')" " 5 $cache/sleuth-buildkite"
  assert_equal "$(cat "$requests")" "/$release"
  assert_equal "$(ls -A "$cache")" $'lock\nsleuth-buildkite'
}

@test "twenty jobs at once make one request, and all of them report" {
  type -P flock >/dev/null || skip "there is no flock"
  setup_download
  export SLEUTH_DOWNLOAD_URL=$url/slow
  assert_equal "$(jobs_at_once 20)" 20
  assert_equal "$(requests)" 1
  assert_equal "$(called | wc -l | tr -d ' ')" 20
}

@test "without flock twenty jobs at once may make more requests, and all of them report" {
  setup_download
  tools_without flock
  export SLEUTH_DOWNLOAD_URL=$url/slow
  assert_equal "$(jobs_at_once 20)" 20
  assert_equal "$(called | wc -l | tr -d ' ')" 20
  assert_equal "$(ls -A "$cache")" $'lock\nsleuth-buildkite'
}

@test "a file with another checksum is not installed, and both checksums are told" {
  setup_download
  echo tampered >>"$released/$release"
  run job
  not_found "the file at $url/$release has the SHA-256 $(sha256sum <"$released/$release" | cut -d ' ' -f 1), not $(
    cut -d ' ' -f 1 "$plugin/lib/sleuth-buildkite.sha256")"
}

@test "the checksum is checked by whatever the machine has" {
  setup_download
  type -P shasum openssl >/dev/null || skip "there is no shasum or no openssl"
  tools_without sha256sum
  run hook environment
  assert_output --partial "was downloaded"
  rm "$cache/sleuth-buildkite"
  tools_without shasum sha256sum
  run hook environment
  assert_output --partial "was downloaded"
  rm "$cache/sleuth-buildkite"
  tools_without openssl shasum sha256sum
  run hook environment
  assert_output --partial "sha256sum, shasum and openssl are missing"
  [ ! -e "$cache/sleuth-buildkite" ]
}

@test "wget does it where curl is missing, and neither is no catastrophe" {
  setup_download
  type -P wget timeout >/dev/null || skip "there is no wget or no timeout"
  tools_without curl
  run hook environment
  assert_output "sleuth: sleuth-buildkite 0.1.0 was downloaded from $url/$release"
  rm -r "$cache" "$calls"
  touch "$calls"
  SLEUTH_DOWNLOAD_URL=$url/missing run hook environment
  not_found "the download of $url/missing/$release failed: wget ended with status 8"
  rm -r "$cache"
  rm "$carried"
  tools_without wget curl
  run hook environment
  not_found "there is neither curl nor wget"
}

@test "what is not there (404) is asked for again after ten minutes, and not before" {
  setup_download
  export SLEUTH_DOWNLOAD_URL=$url/missing
  run job
  not_found "the download of $url/missing/$release failed: curl: (22) The requested URL returned error: 404"
  rm "$carried"
  BUILDKITE_JOB_ID=job-2 run job
  not_found "error: 404; not tried again for 10 minutes"
  assert_equal "$(requests)" 1
  # Another address is another matter.
  rm "$carried"
  SLEUTH_DOWNLOAD_URL=$url/elsewhere run job
  assert_equal "$(requests)" 2

  # Nor does a later phase of a long job try again.
  touch -d '11 minutes ago' "$cache"/failed-*
  run hook pre-exit
  assert_equal "$(requests)" 2
  rm "$carried"
  run job
  assert_equal "$(requests)" 3
}

@test "a host that refuses does not hold a job up" {
  setup_download
  kill "$server"
  wait "$server" || true
  server=""
  SECONDS=0
  run job
  not_found "Failed to connect"
  [ "$SECONDS" -lt 9 ]
}

@test "a host that never answers holds up one job, until the deadline" {
  setup_download
  export SLEUTH_DOWNLOAD_URL=$url/hang
  SECONDS=0
  assert_equal "$(jobs_at_once 3)" 3
  [ "$SECONDS" -lt 30 ]
  assert_equal "$(requests)" 1
  SECONDS=0
  run job
  not_found "Operation too slow"
  [ "$SECONDS" -lt 9 ]
}

@test "the option or the variable forbids it" {
  setup_download
  BUILDKITE_PLUGIN_SLEUTH_DOWNLOAD=false SLEUTH_DOWNLOAD=true run job
  not_found "install it on the agent"
  rm "$carried"
  BUILDKITE_PLUGIN_SLEUTH_DOWNLOAD=true SLEUTH_DOWNLOAD=false run job
  not_found "install it on the agent"
  assert_equal "$(requests)" 0
  [ ! -e "$cache/lock" ]
}

@test "a cache that others can write to, or that is a link, is not used" {
  setup_download
  mkdir -p "$cache"
  for mode in 770 707; do
    chmod 755 "${cache%/*}"
    chmod "$mode" "$cache"
    fake_binary "$cache/sleuth-buildkite"
    run hook environment
    assert_output --partial "$cache is not used"
    chmod 755 "$cache"
    rm "$carried"
    chmod "$mode" "${cache%/*}"
    run hook environment
    assert_output --partial "$cache is not used"
    rm "$carried"
  done
  chmod 755 "${cache%/*}"
  mv "$cache" "$BATS_TEST_TMPDIR/elsewhere"
  ln -s "$BATS_TEST_TMPDIR/elsewhere" "$cache"
  run hook environment
  assert_output --partial "$cache is not used"
  assert_equal "$(called)" ""
  assert_equal "$(requests)" 0
}

@test "a home that cannot be written to is no catastrophe" {
  setup_download
  HOME=/dev/null run hook environment
  not_found "the folder /dev/null/.cache/sleuth-buildkite/0.1.0 cannot be made"
}

@test "the address: the option before the variable, with placeholders" {
  setup_download
  mkdir -p "$released/0.1.0" && cp "$released/$release" "$released/0.1.0/linux-$arch.bin"
  BUILDKITE_PLUGIN_SLEUTH_DOWNLOAD_URL="$url/{version}/{os}-{arch}.bin" SLEUTH_DOWNLOAD_URL=$url/variable run job
  assert_success
  assert_equal "$(cat "$requests")" "/0.1.0/linux-$arch.bin"
  [ -x "$cache/sleuth-buildkite" ]
}

# A curl that notes how it was called, and fails.
noting_curl() {
  mkdir "$BATS_TEST_TMPDIR/bin"
  # shellcheck disable=SC2016  # for the other shell
  printf '#!/bin/sh\necho "$*" >>"%s/arguments"\ncat >>"%s/config"\nexit 22\n' \
    "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/bin/curl"
  chmod 755 "$BATS_TEST_TMPDIR/bin/curl"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

@test "without an address the releases of the plugin's own GitHub repository are tried" {
  bare_machine
  noting_curl
  git init -q "$plugin"
  git -C "$plugin" remote add origin https://example.com
  local origin
  for origin in https://github.com/acme/sleuth-buildkite-plugin{,.git} git@github.com:acme/sleuth-buildkite-plugin.git \
    ssh://git@github.com/acme/sleuth-buildkite-plugin https://bot:pa55@github.com/acme/sleuth-buildkite-plugin.git; do
    git -C "$plugin" remote set-url origin "$origin"
    rm -rf "$cache" "$BATS_TEST_TMPDIR/config" "$carried"
    run hook environment
    not_found "releases/download"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/config")" \
      "url = \"https://github.com/acme/sleuth-buildkite-plugin/releases/download/v0.1.0/$release\""
  done
  rm "$BATS_TEST_TMPDIR/config"
  for origin in https://git.example.com/acme/p.git https://github.com.example.com/acme/p.git /srv/github.com/acme/p; do
    git -C "$plugin" remote set-url origin "$origin"
    rm -rf "$cache" "$carried"
    run hook environment
    not_found "install it on the agent"
  done
  # A vendored plugin lies in a repository that is not its own.
  rm -r "$plugin/.git"
  git init -q "$BATS_TEST_TMPDIR"
  git -C "$BATS_TEST_TMPDIR" remote add origin https://github.com/acme/app
  rm "$carried"
  run hook environment
  not_found "install it on the agent"
  [ ! -e "$BATS_TEST_TMPDIR/config" ]
}

@test "a secret in the address is not printed, kept or put into arguments" {
  bare_machine
  noting_curl
  SLEUTH_DOWNLOAD_URL="https://bot:pa55@example.com/{arch}?token=s3cret" run job
  not_found "the download of https://example.com/$arch failed"
  assert_equal "$(cat "$BATS_TEST_TMPDIR/config")" "url = \"https://bot:pa55@example.com/$arch?token=s3cret\""
  refute_output --regexp 'pa55|s3cret'
  run grep -rE 'pa55|s3cret' "$BATS_TEST_TMPDIR/arguments" "$HOME"
  assert_failure
}

@test "an address cannot bring in options of curl, or another protocol" {
  bare_machine
  noting_curl
  for address in $'https://example.com/{arch}"\noutput = "/tmp/x' 'ftp://example.com' 'https://example.com/a b'; do
    SLEUTH_DOWNLOAD_URL=$address run hook environment
    not_found "failed: the URL "
    rm "$carried"
  done
  [ ! -e "$BATS_TEST_TMPDIR/config" ]
}
