# Sourced by script/release: tarball and Debian package of one architecture, byte for byte the same whenever and wherever
# they are made: names sorted, owner root, and every file from the date of the last commit.
# shellcheck shell=bash disable=SC2154  # root, tools: common.sh; version, out: script/release

maintainer="The sleuth-buildkite authors <maintainers@sleuth-buildkite.invalid>"

# put MODE FILE TARGET : copies a file (- for standard input) into the tree that is being made
put() { mkdir -p "$(dirname "$3")" && cat -- "$2" >"$3" && chmod "$1" "$3"; }

date_all() { find "$1" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +; }

# What the binary itself prints; the one for amd64 speaks for both.
completion() { dist/linux-amd64/sleuth-buildkite completion "$1"; }
man_page() { dist/linux-amd64/sleuth-buildkite man-page; }

# licence_files full|debian LIBRARY : "debian" is what Debian found in the sources, which names the common licences by their
# place on a Debian system; "full" has the library's own texts too
licence_files() {
  local source
  source=$cache/sources/$(dependency "$2" pin)/$2
  # Of Boost the own text alone: Debian's has two megabytes, for all the libraries that are not linked in.
  [ "$2" = boost ] || echo "$source/debian/copyright"
  if [ "$1" = full ] || [ "$2" = boost ]; then
    find "$source" -maxdepth 1 '(' -name 'LICEN[SC]E*' -o -name COPYING ')' | sort
  fi
}

# third_party_licences full|debian : the licences of everything that is linked in
third_party_licences() {
  local name file zig
  for name in $(dependencies_of debian); do
    [ "$(dependency "$name" used-by)" = both ] || continue
    while read -r file; do
      printf '\n==== %s (%s) ====\n\n' "$name" "${file#"$cache/sources/"}"
      cat "$file" || return 1
    done < <(licence_files "$1" "$name")
  done
  zig=$("$tools/python" -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')
  for file in LICENSE lib/libc/musl/COPYRIGHT lib/{libcxx,libcxxabi,libunwind}/LICENSE.TXT; do
    printf '\n==== zig %s (%s) ====\n\n' "$(dependency zig pin)" "$file"
    # LLVM's is the Apache License with exceptions; a Debian package must not repeat the text of that.
    if [ "$1" = full ]; then cat "$zig/$file"; else
      sed '/^ *Apache License$/,/^ *END OF TERMS/c\    See /usr/share/common-licenses/Apache-2.0' "$zig/$file"
    fi || return 1
  done
}

# tarball STAGE ARCHITECTURE
tarball() {
  local name=sleuth-buildkite-$version-linux-$2 tree
  tree=$1/$name
  put 755 "dist/linux-$2/sleuth-buildkite" "$tree/sleuth-buildkite" &&
    put 644 LICENSE "$tree/LICENSE" &&
    put 644 README.md "$tree/README.md" &&
    third_party_licences full | put 644 - "$tree/THIRD-PARTY-LICENSES" &&
    completion bash | put 644 - "$tree/completions/sleuth-buildkite.bash" &&
    completion zsh | put 644 - "$tree/completions/_sleuth-buildkite" &&
    completion fish | put 644 - "$tree/completions/sleuth-buildkite.fish" &&
    man_page | put 644 - "$tree/sleuth-buildkite.1" &&
    date_all "$tree" &&
    tar --create --directory "$1" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner "$name" |
    gzip -9 -n >"$out/$name.tar.gz"
}

# debian_package STAGE ARCHITECTURE
debian_package() {
  local tree=$1/deb-$2 share unit
  share=$tree/usr/share
  put 755 "dist/linux-$2/sleuth-buildkite" "$tree/usr/bin/sleuth-buildkite" &&
    completion bash | put 644 - "$share/bash-completion/completions/sleuth-buildkite" &&
    completion zsh | put 644 - "$share/zsh/vendor-completions/_sleuth-buildkite" &&
    completion fish | put 644 - "$share/fish/vendor_completions.d/sleuth-buildkite.fish" &&
    man_page | gzip -9 -n | put 644 - "$share/man/man1/sleuth-buildkite.1.gz" || return 1
  for unit in service timer; do
    sed 's|/usr/local/bin/|/usr/bin/|' "examples/systemd/sleuth-buildkite-flush.$unit" |
      put 644 - "$tree/usr/lib/systemd/system/sleuth-buildkite-flush.$unit" || return 1
  done
  { cat LICENSE && third_party_licences debian; } | put 644 - "$share/doc/sleuth-buildkite/copyright" &&
    printf 'sleuth-buildkite (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- %s  %s\n' "$version" "$version" \
      "$maintainer" "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9 -n |
    put 644 - "$share/doc/sleuth-buildkite/changelog.gz" &&
    put 644 - "$share/lintian/overrides/sleuth-buildkite" <<'EOF' &&
# It has to run on agents of any distribution.
sleuth-buildkite: statically-linked-binary
EOF
    put 644 - "$tree/DEBIAN/control" <<EOF &&
Package: sleuth-buildkite
Version: $version
Architecture: $2
Maintainer: $maintainer
Installed-Size: $(find "$tree" -type f -printf '%s\n' | awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
Recommends: ca-certificates
Enhances: buildkite-agent
Section: devel
Priority: optional
Description: tells Sleuth which Buildkite builds ran on a commit
 Buildkite agents run it as a hook. It spools a report of each job, with the
 commit that was checked out, and sends it in the background to a Sleuth
 endpoint.
EOF
    date_all "$tree" &&
    dpkg-deb --root-owner-group --threads-max=1 --build "$tree" "$out/sleuth-buildkite_${version}_$2.deb" &&
    lintian --allow-root --fail-on error "$out/sleuth-buildkite_${version}_$2.deb"
}
