# Flags of our own code.
add_library(project_flags INTERFACE)
target_compile_options(project_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Werror)
if(SANITIZE)
  # g++ 12 sees uninitialised memory in its own <regex> when the sanitizers are on.
  target_compile_options(project_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_compile_options(project_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer -O1)
  target_link_options(project_flags INTERFACE -fsanitize=address,undefined)
endif()
if(THIRD_PARTY_TOOLCHAIN STREQUAL gnu)
  target_link_options(project_flags INTERFACE -fuse-ld=lld)
  target_compile_definitions(project_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(FULLY_STATIC)
  target_compile_options(project_flags INTERFACE -ffunction-sections -fdata-sections)
  target_link_options(project_flags INTERFACE -static -Wl,--gc-sections -s)
endif()
