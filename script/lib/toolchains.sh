# Sourced by script/third-party: what compiles for a toolchain.
#   musl-amd64, musl-arm64   sleuth-buildkite as shipped: clang and musl from the pinned ziglang package, fully static
#   gnu                      the machine's g++: sleuth-endpoint, and everything with sanitizers
# shellcheck shell=bash disable=SC2034,SC2154

# use_toolchain NAME : sets and exports CC, CXX, AR, RANLIB, CFLAGS, CXXFLAGS
use_toolchain() {
  local zig_target=""
  case $1 in
    musl-amd64) zig_target=x86_64-linux-musl ;;
    musl-arm64) zig_target=aarch64-linux-musl ;;
    gnu) ;;
    *) echo "no toolchain is called $1 (musl-amd64, musl-arm64, gnu)" >&2 && return 1 ;;
  esac
  if [ -n "$zig_target" ]; then
    zig_wrappers "$1" "$zig_target"
    CC=$cache/toolchains/$1/cc CXX=$cache/toolchains/$1/c++ AR=$cache/toolchains/$1/ar RANLIB=$cache/toolchains/$1/ranlib
    CFLAGS="-O2 -ffunction-sections -fdata-sections" CXXFLAGS="$CFLAGS"
  else
    CC=/usr/bin/gcc CXX=/usr/bin/g++ AR=/usr/bin/gcc-ar RANLIB=/usr/bin/gcc-ranlib
    CFLAGS="-O1 -g1 -fno-omit-frame-pointer" CXXFLAGS="$CFLAGS"
  fi
  export CC CXX AR RANLIB CFLAGS CXXFLAGS
}

is_static() { [[ $1 == musl-* ]]; }

toolchain_version() { if [ "$1" = gnu ]; then gcc -dumpfullversion; else dependency zig pin; fi; }

zig_wrappers() {
  local folder=$cache/toolchains/$1 tool python=$tools/python
  local zig
  zig=$("$python" -c 'import os, ziglang; print(os.path.join(os.path.dirname(ziglang.__file__), "zig"))')
  mkdir -p "$folder"
  for tool in cc c++; do
    # shellcheck disable=SC2016  # the wrapper expands it
    printf '#!/bin/sh\nexec "%s" %s -target %s -fno-sanitize=undefined "$@"\n' "$zig" "$tool" "$2" >"$folder/$tool.new"
  done
  for tool in ar ranlib; do
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$zig" "$tool" >"$folder/$tool.new"
  done
  for tool in cc c++ ar ranlib; do
    chmod +x "$folder/$tool.new"
    replace_if_changed "$folder/$tool"
  done
}
