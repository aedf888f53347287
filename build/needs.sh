# Sourced by the other scripts: where things are, what must be installed, and the build. Speaks on stderr only.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
host="$top/artifacts/bin/UserDomain.Host/release/UserDomain.Host.dll"
export USERDOMAIN_DATA="${USERDOMAIN_DATA:-$top/.data}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export PATH="$PATH:/usr/sbin:/sbin" # ldconfig

die() {
    echo "$*" >&2
    exit 1
}

has_library() { [[ $(ldconfig -p 2>/dev/null) == *"$1.so"* ]]; }

has_server() {
    command -v initdb >/dev/null && command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# Prints what is missing, a word each: the database only where one is to be embedded, what only tests need only where they are named.
missing() {
    if [[ ${2:-} == tests ]]; then
        local program
        for program in chromium npm curl openssl; do command -v $program >/dev/null || echo $program; done
    fi
    if [[ $1 == embed ]] && ! has_server; then echo postgresql; fi
    has_library libsodium || echo libsodium
    has_library libicuuc || echo libicu
    command -v setsid >/dev/null && command -v flock >/dev/null && command -v setpriv >/dev/null || echo util-linux
}

# As root, or as one who may become root unasked.
may_install() { command -v apt-get >/dev/null && { [[ $EUID == 0 ]] || sudo -n true 2>/dev/null; }; }

as_root() {
    local sudo=()
    [[ $EUID == 0 ]] || sudo=(sudo -n)
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "$@" </dev/null >&2
}

apt_install() { as_root apt-get install -y -q --no-install-recommends "$@"; }

# Debian would make a cluster and start it: nobody asked for that one. Its switch is a file of postgresql-common, which comes first.
install_postgresql() {
    apt_install postgresql-common
    as_root sed -i -E 's/^#?[[:space:]]*create_main_cluster[[:space:]]*=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    apt_install postgresql
}

install() {
    case $1 in
        postgresql) install_postgresql ;;
        libsodium) apt_install libsodium23 ;;
        libicu) apt_install "$(apt-cache search --names-only '^libicu[0-9]+(t64)?$' | cut -d' ' -f1 | sort -V | tail -n 1)" ;;
        *) apt_install "$1" ;;
    esac
}

# needs embed|connect [tests]: installs what is missing, or says what to install.
needs() {
    local wanted word
    command -v dotnet >/dev/null || die "The .NET SDK 10 is missing: install it from https://dot.net."
    wanted=$(missing "$@")
    [[ -n $wanted ]] || return 0
    may_install || die "Missing: ${wanted//$'\n'/, }. Install as root: apt-get install postgresql libsodium23 libicu-dev util-linux${2:+ chromium npm curl openssl}."
    as_root apt-get update -q
    for word in $wanted; do install "$word"; done
    wanted=$(missing "$@")
    [[ -z $wanted ]] || die "Still missing after apt-get: ${wanted//$'\n'/, }."
}

host_needs() { if [[ -n ${USERDOMAIN_POSTGRES:-} ]]; then needs connect; else needs embed; fi; }

# A stamp from before the build, so that what changes during it is built next time; folders too, as files are also removed.
is_built() {
    local stamp="$top/artifacts/host.stamp"
    [[ -f $host && -f $stamp ]] || return 1
    [[ -z $(find "$top/src" "$top"/Directory.* "$top/global.json" -newer "$stamp" -print -quit) ]]
}

# One at a time: a command beside a starting host would write the same files. The compiler's servers must not inherit the lock.
build_host() (
    mkdir -p "$top/artifacts"
    exec 9>"$top/artifacts/host.lock"
    flock 9
    if is_built; then exit 0; fi
    touch "$top/artifacts/host.stamp.new"
    local output
    output=$(dotnet build "$top/src/UserDomain.Host" -c Release -v quiet --nologo </dev/null 2>&1 9>&-) || die "$output"
    mv "$top/artifacts/host.stamp.new" "$top/artifacts/host.stamp"
)
