# Sourced by script/setup and script/third-party: source packages of a pinned Debian release, through apt (which
# checks signatures) with lists of its own, so that the machine's apt configuration stays as it is.
# shellcheck shell=bash disable=SC2154  # root, cache: common.sh

# The machine's own mirror serves the other releases too.
debian_mirror() {
  # shellcheck disable=SC2016  # apt expands it
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Origin: Debian' |
    awk -v security="$1" '($2 ~ /-security$/) == (security == "yes") { print $1; exit }'
}

debian_apt() {
  local state=$cache/apt/$1 tool=$2
  shift 2
  "$tool" -o APT::Sandbox::User=root -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=- \
    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" "$@"
}

debian_lists() {
  local release=$1 state=$cache/apt/$1 main security
  local signed="signed-by=/usr/share/keyrings/debian-archive-keyring.gpg"
  mkdir -p "$state/lists/partial" "$state/cache"
  main=$(debian_mirror no) security=$(debian_mirror yes)
  {
    echo "deb-src [$signed] $main $release main"
    echo "deb-src [$signed] $main $release-updates main"
    echo "deb-src [$signed] ${security:-$main} $release-security main"
  } >"$state/sources.list"
  debian_apt "$release" apt-get update -q
}

# The newest revision that the mirror has in full: it may list a security update before it serves it.
unpack_debian_source() {
  local name=$1 release package version work
  release=$(dependency "$name" pin) package=$(dependency "$name" package)
  work=$(mktemp -d "$cache/sources/.fetch-XXXXXX")
  for version in $(debian_apt "$release" apt-cache showsrc --only-source "$package" | sed -n 's/^Version: //p' |
    sort -u -V -r); do
    if (cd "$work" && debian_apt "$release" apt-get source -q --download-only "$package=$version"); then
      (cd "$work" && dpkg-source --no-check -x ./*.dsc tree)
      echo "$version" >"$work/tree/.debian-version"
      rm -rf "$cache/sources/$release/$name"
      mkdir -p "$cache/sources/$release"
      mv "$work/tree" "$cache/sources/$release/$name"
      rm -rf "$work"
      return 0
    fi
    echo "note: $package $version is listed but not served; trying the revision before it"
    find "$work" -mindepth 1 -delete
  done
  rm -rf "$work"
  return 1
}

# fetch_debian_source NAME : leaves the source tree in $cache/sources/RELEASE/NAME, its version in .debian-version
fetch_debian_source() {
  local release
  release=$(dependency "$1" pin)
  [ -e "$cache/sources/$release/$1/.debian-version" ] && return 0
  mkdir -p "$cache/sources"
  once "$cache/apt/$release/.lists-$(date +%Y%m%d)" "source lists of Debian $release" "setup-lists-$release" \
    debian_lists "$release"
  step "source of $1 (Debian $release)" "setup-source-$1" unpack_debian_source "$1"
}

source_of() { echo "$cache/sources/$(dependency "$1" pin)/$1"; }
source_version() { cat "$(source_of "$1")/.debian-version"; }
