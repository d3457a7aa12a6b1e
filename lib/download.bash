# shellcheck shell=bash
# Sourced by lib/find.bash when the machine has no sleuth-buildkite: fetches the release that this version of the plugin
# was made for, checks it against lib/sleuth-buildkite.sha256, and keeps it for the jobs that follow.
# Functions print why not, and fail.

connect_seconds=5  # for a connection to be made
stalled_seconds=10 # without a byte worth mentioning
total_seconds=60   # for the whole download
wait_seconds=70    # for another job that is downloading
retry_minutes=10   # until a download that failed is tried again

# Sets $release, $version, $os, $arch and $expected from the line for this machine.
release_of_this_machine() {
  read -r os arch < <(uname -sm)
  case $os in Linux) os=linux ;; esac
  case $arch in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; esac
  while read -r expected release; do
    version=${release#sleuth-buildkite-} version=${version%"-$os-$arch"}
    [ "$release" != "sleuth-buildkite-$version-$os-$arch" ] || return 0
  done <"$plugin/lib/sleuth-buildkite.sha256"
  why_not="there is no release for $os on $arch"
  return 1
}

# Nobody else may be able to put something there.
private() {
  [[ -d $1 && ! -L $1 && -O $1 ]] || return 1
  case $(ls -ld -- "$1") in ?????w* | ????????w*) return 1 ;; esac
}

# Sets $cache, the folder for this version; made if need be.
choose_cache() {
  local base=${XDG_CACHE_HOME:-}
  [[ $base == /* ]] || base=${HOME:-}/.cache
  cache=$base/sleuth-buildkite/$version
  if ! (umask 077 && mkdir -p "$cache") 2>/dev/null; then
    why_not="the folder $cache cannot be made"
  elif ! private "${cache%/*}" || ! private "$cache"; then
    why_not="$cache is not used: it and its parent must be this user's, not a link, and writable by nobody else"
  else
    return 0
  fi
  cache=""
  return 1
}

# Where the plugin itself came from, if that is GitHub.
github_releases() {
  local github='^([a-z+]+://)?([^/@]+@)?github\.com[:/]+([^/]+/[^/]+)$' origin
  # A vendored plugin has no repository of its own.
  [ -e "$plugin/.git" ] || return 1
  origin=$(unset GIT_DIR GIT_WORK_TREE && git -C "$plugin" remote get-url origin 2>/dev/null) || return 1
  [[ ${origin%.git} =~ $github ]] && printf 'https://github.com/%s/releases/download/v{version}' "${BASH_REMATCH[3]}"
}

# Prints the address of the release.
address() {
  local url
  url=$(option DOWNLOAD_URL)
  url=${url:-${SLEUTH_DOWNLOAD_URL:-$(github_releases)}}
  [ -n "$url" ] || return 1
  case $url in *'{arch}'*) ;; *) url=${url%/}/$release ;; esac
  url=${url//'{version}'/$version} url=${url//'{os}'/$os}
  printf %s "${url//'{arch}'/$arch}"
}

# without_secrets URL -> the URL to show: no user, no password, no query
without_secrets() { sed -E 's|//.*@|//|; s|[?#].*||' <<<"${1//[[:cntrl:]]/}"; }

# fetch URL FILE : the URL goes by way of standard input, as arguments can be read by every user
fetch() {
  case $1 in
    *[[:space:][:cntrl:]\"\\]*) echo "the URL has a character that must be written as %XX" && return 1 ;;
    file://*) cp -- "${1#file://}" "$2" 2>&1 ;;
    http://* | https://*)
      if type -P curl >/dev/null; then
        printf 'url = "%s"\n' "$1" | curl --config - --output "$2" --silent --show-error --fail --globoff --location \
          --proto '=http,https' --connect-timeout "$connect_seconds" --max-time "$total_seconds" \
          --speed-limit 1000 --speed-time "$stalled_seconds" 2>&1
      elif type -P wget >/dev/null && type -P timeout >/dev/null; then
        printf '%s\n' "$1" | timeout "$total_seconds" wget --quiet --input-file=- --output-document="$2" --tries=1 \
          --connect-timeout="$connect_seconds" --read-timeout="$stalled_seconds" 2>&1 ||
          { echo "wget ended with status $?" && return 1; }
      else
        echo "there is neither curl nor wget" && return 1
      fi
      ;;
    *) echo "the URL must start with https://, http:// or file://" && return 1 ;;
  esac
}

checksum() {
  if type -P sha256sum >/dev/null; then
    sha256sum <"$1"
  elif type -P shasum >/dev/null; then
    shasum -a 256 <"$1"
  else
    openssl dgst -sha256 -r <"$1" 2>/dev/null
  fi | cut -d ' ' -f 1
}

# install_from URL : the file appears whole, checked and executable, or not at all
install_from() {
  local url=$1 file shown found
  shown=$(without_secrets "$url")
  find "$cache" -name '.download-*' -mmin +60 -exec rm -f {} + # of jobs that were killed
  file=$(mktemp "$cache/.download-XXXXXX") || return 1
  # shellcheck disable=SC2064  # a function's variable
  trap "rm -f '$file'" EXIT
  why_not=$(fetch "$url" "$file") || {
    # A message about an address with a secret could quote a part of it.
    case $url in *[@?]*) why_not="" ;; esac
    echo "the download of $shown failed${why_not:+: ${why_not//$'\n'/ }}" && return 1
  }
  found=$(checksum "$file")
  [ "$found" = "$expected" ] || {
    echo "the file at $shown has the SHA-256 ${found:-(sha256sum, shasum and openssl are missing)}, not $expected"
    return 1
  }
  chmod 755 "$file" && mv -f "$file" "$cache/sleuth-buildkite"
}

# Waits for its turn on descriptor 9; without flock there are no turns, which costs a request each, no more.
my_turn() {
  timeout "$wait_seconds" flock 9 2>/dev/null
  case $? in 124 | 143) return 1 ;; esac # 143: BusyBox
}

# Leaves $cache/sleuth-buildkite, or prints why not. One job at a time; a failure counts for the next jobs too.
download() {
  local answer url failed
  for answer in "$(option DOWNLOAD)" "${SLEUTH_DOWNLOAD:-}"; do
    case $answer in false | 0 | no) return 1 ;; esac
  done
  url=$(address) || return 1
  [ -n "$cache" ] || { echo "$why_not" && return 1; }
  { exec 9>"$cache/lock"; } 2>/dev/null || { echo "$cache cannot be written" && return 1; }
  my_turn || { echo "another job has been downloading it for $wait_seconds s" && return 1; }
  runs "$cache/sleuth-buildkite" && return 0
  failed=$cache/failed-$(printf %s "$url $expected" | cksum | cut -d ' ' -f 1)
  if [ -n "$(find "$failed" -mmin "-$retry_minutes" 2>/dev/null)" ]; then
    cat "$failed" && return 1
  fi
  # The substitution is a subshell, whose trap clears up.
  if why_not=$(install_from "$url"); then
    rm -f "$failed"
    echo "sleuth: sleuth-buildkite $version was downloaded from $(without_secrets "$url")" >&2
  else
    echo "$why_not; not tried again for $retry_minutes minutes" | tee "$failed" && return 1
  fi
}
