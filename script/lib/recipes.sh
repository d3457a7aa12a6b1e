# Sourced by script/third-party: how each library is built. A recipe runs in an empty build folder and installs under
# $prefix; $source is its source tree (read only), $CC, $CXX, $AR, $RANLIB, $CFLAGS, $CXXFLAGS the toolchain,
# $prefix_path the prefixes of what it needs. The text of a recipe is part of its cache key.
# shellcheck shell=bash disable=SC2154

needs_of() {
  case $1 in
    libgit2) echo zlib http-parser ;;
    poco) if is_static "$toolchain"; then echo zlib pcre openssl; else echo zlib pcre openssl sqlite; fi ;;
  esac
}

# with_cmake ARGUMENT... : configure, build and install a static build
with_cmake() {
  cmake -G Ninja -S "$source" -B . -DCMAKE_BUILD_TYPE=None -DBUILD_SHARED_LIBS=OFF -DCMAKE_SYSTEM_NAME=Linux \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_AR="$AR" -DCMAKE_RANLIB="$RANLIB" \
    -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
    -DCMAKE_PREFIX_PATH="$prefix_path" -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF \
    -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib "$@" &&
    ninja -j "$jobs" && ninja install
}

in_source_copy() { cp -r "$source/." . && chmod -R u+w .; }

recipe_zlib() {
  in_source_copy && ./configure --static --prefix="$prefix" && make -j "$jobs" libz.a && make install
}

recipe_pcre() {
  with_cmake -DPCRE_BUILD_PCREGREP=OFF -DPCRE_BUILD_TESTS=OFF -DPCRE_BUILD_PCRECPP=OFF -DPCRE_SUPPORT_UTF=ON \
    -DPCRE_SUPPORT_UNICODE_PROPERTIES=ON -DPCRE_SUPPORT_LIBZ=OFF -DPCRE_SUPPORT_LIBBZ2=OFF \
    -DPCRE_SUPPORT_LIBREADLINE=OFF
}

recipe_http_parser() {
  # shellcheck disable=SC2086  # flags are words
  "$CC" $CFLAGS -fPIC -DHTTP_PARSER_STRICT=0 -c "$source/http_parser.c" -o http_parser.o &&
    "$AR" rcs libhttp_parser.a http_parser.o &&
    install -D -m 644 libhttp_parser.a "$prefix/lib/libhttp_parser.a" &&
    install -D -m 644 "$source/http_parser.h" "$prefix/include/http_parser.h"
}

recipe_openssl() {
  local target=linux-x86_64
  [ "$toolchain" != musl-arm64 ] || target=linux-aarch64
  in_source_copy &&
    ./Configure "$target" --prefix="$prefix" --libdir=lib --openssldir=/etc/ssl no-shared no-tests no-engine no-dso \
      no-module no-async no-legacy no-comp no-ssl3 no-dtls no-srp no-psk no-idea no-rc2 no-rc4 \
      no-md4 no-mdc2 no-whirlpool no-camellia no-seed no-aria no-sm2 no-sm3 no-sm4 no-cast no-bf no-gost no-ts \
      no-cms no-ct &&
    make -j "$jobs" build_libs && make install_dev
}

compile_amalgamation() {
  # shellcheck disable=SC2086
  "$CC" $CFLAGS -fPIC -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_DQS=0 -DSQLITE_DEFAULT_MEMSTATUS=0 \
    -c amalgamation/sqlite3.c -o sqlite3.o
}

recipe_sqlite() {
  # The amalgamation is generated with the machine's own compiler, then built for the target.
  mkdir amalgamation && cp -r "$source/." amalgamation && chmod -R u+w amalgamation &&
    (cd amalgamation && CC=cc CFLAGS=-O1 ./configure --disable-shared && make sqlite3.c) &&
    compile_amalgamation &&
    "$AR" rcs libsqlite3.a sqlite3.o &&
    install -D -m 644 libsqlite3.a "$prefix/lib/libsqlite3.a" &&
    install -D -m 644 -t "$prefix/include" amalgamation/sqlite3.h amalgamation/sqlite3ext.h
}

recipe_libgit2() {
  with_cmake -DUSE_HTTPS=OFF -DUSE_SSH=OFF -DUSE_NTLMCLIENT=OFF -DUSE_GSSAPI=OFF -DUSE_HTTP_PARSER=system \
    -DREGEX_BACKEND=regcomp -DUSE_SHA1=CollisionDetection -DUSE_SHA256=Builtin -DBUILD_TESTS=OFF -DBUILD_CLI=OFF \
    -DUSE_ICONV=OFF
}

recipe_boost() {
  # Program_options alone, with everybody's headers; Boost's own build would begin with building its build tool.
  local file objects=() headers
  mkdir -p "$prefix/include" &&
    for headers in "$source"/libs/*/include "$source"/libs/numeric/*/include; do
      cp -r "$headers/." "$prefix/include/" || return 1
    done
  for file in cmdline config_file convert options_description parsers positional_options split utf8_codecvt_facet \
    value_semantic variables_map; do
    # shellcheck disable=SC2086
    "$CXX" $CXXFLAGS -fPIC -std=c++17 -D_LIBCPP_ENABLE_CXX17_REMOVED_UNARY_BINARY_FUNCTION -I"$prefix/include" \
      -c "$source/libs/program_options/src/$file.cpp" -o "$file.o" || return 1
    objects+=("$file.o")
  done
  "$AR" rcs libboost_program_options.a "${objects[@]}" &&
    install -D -m 644 libboost_program_options.a "$prefix/lib/libboost_program_options.a"
}

recipe_poco() {
  # Poco Data serves the endpoint, and does not compile with the libc++ of the static toolchains.
  local data=ON
  if is_static "$toolchain"; then data=OFF; fi
  with_cmake -DPOCO_UNBUNDLED=ON -DOPENSSL_USE_STATIC_LIBS=ON -DENABLE_XML=OFF -DENABLE_ENCODINGS=OFF \
    -DENABLE_MONGODB=OFF -DENABLE_REDIS=OFF -DENABLE_ZIP=OFF -DENABLE_JWT=OFF -DENABLE_PAGECOMPILER=OFF \
    -DENABLE_PAGECOMPILER_FILE2PAGE=OFF -DENABLE_ACTIVERECORD=OFF -DENABLE_ACTIVERECORD_COMPILER=OFF \
    -DENABLE_DATA=$data -DENABLE_DATA_SQLITE=$data -DENABLE_DATA_MYSQL=OFF -DENABLE_DATA_POSTGRESQL=OFF \
    -DENABLE_DATA_ODBC=OFF -DENABLE_TESTS=OFF -DENABLE_APACHECONNECTOR=OFF \
    -DCMAKE_DISABLE_FIND_PACKAGE_MySQL=ON -DCMAKE_DISABLE_FIND_PACKAGE_PostgreSQL=ON \
    -DCMAKE_DISABLE_FIND_PACKAGE_ODBC=ON -DCMAKE_DISABLE_FIND_PACKAGE_APR=ON -DCMAKE_DISABLE_FIND_PACKAGE_APACHE2=ON &&
    # Poco 1.11 was written before std::format, which argument-dependent look-up finds too.
    sed -i 's/^\tformat(result/\tPoco::format(result/' "$prefix/include/Poco/Format.h"
}

recipe_catch2() { with_cmake -DCATCH_INSTALL_DOCS=OFF -DCATCH_INSTALL_EXTRAS=ON -DBUILD_TESTING=OFF; }
