# Compiler settings that every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(LAYBY_TESTS "Build the tests" ON)
option(LAYBY_FUZZ "Build the fuzz targets as fuzzers (clang with the address sanitizer only)" OFF)
option(LAYBY_WERROR "Treat warnings as errors" ON)
set(LAYBY_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
option(LAYBY_COVERAGE "Measure test coverage" OFF)
option(LAYBY_UNITY "Build from scratch in a third of the time: many files at once, as ./run and ./test do" OFF)

find_program(LAYBY_CCACHE ccache)
if(LAYBY_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${LAYBY_CCACHE})
endif()

add_library(layby_flags INTERFACE)
target_compile_options(layby_flags INTERFACE -Wall -Wextra -Wnon-virtual-dtor -Wold-style-cast)
if(NOT LAYBY_UNITY)
    target_compile_options(layby_flags INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A local may be named like what a neighbouring file has in its anonymous namespace. clang can't tell the two apart.
    # And it takes what isn't the main file for a header, where a type with a field of an anonymous type would be a fault.
    target_compile_options(layby_flags INTERFACE -Wshadow=local -Wno-subobject-linkage)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms when optimised, which come and go with what is inlined: on `"text" + std::string` (GCC bug 105651), and on the
    # vector in an alternative that a std::variant has not taken. clang's sanitizers watch what the second was meant to find.
    target_compile_options(layby_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(LAYBY_WERROR)
    target_compile_options(layby_flags INTERFACE -Werror)
endif()
if(LAYBY_SANITIZE)
    target_compile_options(layby_flags INTERFACE -fsanitize=${LAYBY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(layby_flags INTERFACE -fsanitize=${LAYBY_SANITIZE})
endif()
if(LAYBY_COVERAGE)
    target_compile_options(layby_flags INTERFACE --coverage)
    target_link_options(layby_flags INTERFACE --coverage)
endif()
if(LAYBY_FUZZ)
    # What a fuzzer steers by. Comparisons help it over a long run, and cost a call each: not where the tests are built as well.
    target_compile_options(layby_flags INTERFACE -fsanitize-coverage=inline-8bit-counters,pc-table$<$<NOT:$<BOOL:${LAYBY_TESTS}>>:,trace-cmp>)
endif()

# What is shipped: a fault of ours ends the process rather than going on with a damaged memory. Not for tests, which aren't optimised.
add_library(layby_hardening INTERFACE)
set(LAYBY_HARDENING)
if(NOT LAYBY_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL "Release")
    set(LAYBY_HARDENING -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
        list(APPEND LAYBY_HARDENING -fcf-protection)
    endif()
    target_compile_options(layby_hardening INTERFACE ${LAYBY_HARDENING})
endif()

# Tests need not be fast, but quick to build; what they test is optimised all the same.
add_library(layby_quick_to_build INTERFACE)
target_compile_options(layby_quick_to_build INTERFACE $<$<CONFIG:Release>:-O0>)

if(LAYBY_UNITY)
    # Most of the time goes into the same headers, again for each file.
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
    # Enough for the stack traces of the sanitizers.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        target_compile_options(layby_flags INTERFACE -gline-tables-only)
    endif()
endif()

# The default linker takes seconds for a program with sanitizers, lld a fraction of one.
find_program(LAYBY_LLD ld.lld)
if(LAYBY_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_link_options(layby_flags INTERFACE -fuse-ld=lld)
endif()
