# What ./run and ./test share. Sourced from the project's root.

fail() { echo "layby: $*" >&2; exit 1; }

# The packages of these groups, one per line.
packages_of() {
    local group
    for group in "$@"; do awk -v group="$group" '$1 == group { print $2 }' packages.txt; done
}

missing_packages() {
    local package
    for package in $(packages_of "$@"); do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "packages must be installed: run this as root, or install sudo"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}

# Runs a command during which no package starts a service of its own (Kamailio's would take port 5060).
without_services() {
    local policy=/usr/sbin/policy-rc.d status
    if [ -e "$policy" ]; then "$@"; return; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy"
    "$@"
    status=$?
    as_root rm -f "$policy"
    return $status
}

# Installs what is missing of these groups. Touches apt only then.
need() {
    command -v dpkg-query >/dev/null || fail "this needs Debian 12: there is no dpkg here"
    local missing
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    echo "Installing: "$missing
    apt_get update || fail "apt-get update failed: is this machine connected, and are its package sources right?"
    # shellcheck disable=SC2086  # one word per package
    without_services apt_get install -y --no-install-recommends $missing >/dev/null || fail "apt-get could not install: "$missing
}

# Node, for who changes or tests the board: the one that is there if it is young enough, else Debian's. It is no group for need():
# Debian's npm can't stand beside the nodejs of another source.
need_node() {
    command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18)' 2>/dev/null && return
    need web
}

# configure PRESET [-DNAME=VALUE ...]: afresh when the project was moved here from elsewhere.
configure() {
    local preset=$1 cache="build/$1/CMakeCache.txt"
    shift
    if [ -f "$cache" ] && ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache"; then rm -rf "build/$preset"; fi
    cmake --preset "$preset" "$@" >"build/$preset.log" 2>&1 || { cat "build/$preset.log" >&2; return 1; }
}

one_by_one=()  # presets whose files could not be built together

# with_cmake PRESET LOG [-DNAME=VALUE ...] -- [TARGET...]: configures and builds; what the build says goes to LOG ("-": on screen).
# Many files are built as one. Where that fails, perhaps because two of them give one name to different things, each is built by itself.
with_cmake() {
    local preset=$1 log=$2 settings=()
    shift 2
    while [ "$1" != -- ]; do settings+=("$1"); shift; done
    shift
    configure "$preset" "${settings[@]}" -DLAYBY_UNITY=ON || return 1
    compile "$preset" "$log" "$@" && return
    echo "The build failed; perhaps files don't go together. Once more, each by itself:"
    configure "$preset" "${settings[@]}" -DLAYBY_UNITY=OFF || return 1
    compile "$preset" "$log" "$@" || return 1
    one_by_one+=("$preset")
}

compile() {
    local preset=$1 log=$2
    shift 2
    set -- cmake --build "build/$preset" -j "$(nproc)" ${1:+--target "$@"}
    if [ "$log" = - ]; then "$@"; else "$@" >"$log" 2>&1 || { grep -m 5 'error:' "$log"; return 1; }; fi
}
