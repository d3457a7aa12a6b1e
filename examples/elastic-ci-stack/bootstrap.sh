#!/bin/bash
# BootstrapScriptUrl of an Elastic CI Stack for AWS: installs sleuth-buildkite on every instance, before its agents start.
# The stack runs it as root and gives up an instance whose script fails. An instance without reports is better than none:
# this script says what went wrong, in the log of the instance's start, and ends with 0.
set -uo pipefail

version=0.1.0
source=s3://acme-sleuth-buildkite # or https://…; holds the files of the release
sha256_x86_64=0000000000000000000000000000000000000000000000000000000000000000  # of the release's SHA256SUMS
sha256_aarch64=0000000000000000000000000000000000000000000000000000000000000000
endpoint=https://sleuth.example.com
organization=acme
key_parameter=/sleuth/api-key # SecureString in the SSM Parameter Store, an access token with scope REGISTER_BUILD

agent_user=buildkite-agent
binary=/usr/local/bin/sleuth-buildkite
config=/etc/sleuth-buildkite/config

download() {
  case $source in
    s3://*) aws s3 cp --only-show-errors "$1" "$2" ;;
    *) curl -sS --fail --location --proto '=https' --retry 3 --output "$2" "$1" ;;
  esac
}

install_binary() {
  local architecture sha256 file=$work/sleuth-buildkite
  case $(uname -m) in
    x86_64) architecture=amd64 sha256=$sha256_x86_64 ;;
    aarch64) architecture=arm64 sha256=$sha256_aarch64 ;;
    *) echo "there is no sleuth-buildkite for $(uname -m)" >&2 && return 1 ;;
  esac
  download "$source/sleuth-buildkite-$version-linux-$architecture" "$file" &&
    echo "$sha256  $file" | sha256sum --check --quiet &&
    install -m 755 "$file" "$binary"
}

# The key goes from the Parameter Store into the file; it is in nobody's arguments and not in the log.
write_config() {
  local key
  key=$(aws ssm get-parameter --name "$key_parameter" --with-decryption --query Parameter.Value --output text) &&
    install -d -m 755 "$(dirname "$config")" &&
    install -m 400 -o "$agent_user" -g "$agent_user" /dev/null "$config" &&
    printf 'endpoint = %s\norganization = %s\napi-key = %s\n' "$endpoint" "$organization" "$key" >"$config"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if install_binary && write_config && "$binary" install; then
  echo "sleuth-buildkite $version is installed"
else
  echo "sleuth-buildkite could not be installed; the jobs of this instance will not be reported" >&2
fi
exit 0
