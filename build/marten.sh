#!/usr/bin/env bash
# marten.sh [--source FOLDER] [test [FILTER] | run …]: the Marten engine, which stands outside the solution, since not every registry has its packages.
# It restores, builds and tests it, or with "run" builds a host with it and becomes that. --source names a folder of packages to restore from as well.
# Where the packages cannot be had it says so in a sentence and exits with 75: nothing was built then, and nothing is green.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

unavailable=75
missing='error (NU1101|NU1102|NU1103|NU1301|NU1302|NU1603)'
version=$(grep -oE 'Include="Marten" Version="[^"]+"' "$top/Directory.Packages.props" | cut -d'"' -f4)
properties=(-p:Engine=Marten)

if [[ ${1:-} == --source ]]; then
    [[ -d ${2:-} ]] || die "marten.sh --source FOLDER: there is no folder '${2:-}'."
    properties+=("-p:RestoreAdditionalProjectSources=$(realpath "$2")")
    shift 2
fi

# restore PROJECT
restore() {
    local output reasons
    output=$(dotnet restore "$top/$1" "${properties[@]}" --nologo </dev/null 2>&1) && return
    grep -qE "$missing" <<<"$output" || die "$output"
    reasons=$(grep -oE "$missing: .*" <<<"$output" | sed -E 's/^error //; s/\. .*//')
    echo "Nothing of the Marten engine was built or run: Marten $version, or a package that it stands on, cannot be had here ($(grep -m 1 -w Marten <<<"$reasons" || head -n 1 <<<"$reasons"))."
    exit $unavailable
}

build() { dotnet build "$top/$1" "${properties[@]}" --no-restore -c Release -v quiet --nologo </dev/null >&2; }

case ${1:-test} in
    test)
        if [[ -n ${USERDOMAIN_TEST_POSTGRES:-} ]]; then needs connect; else needs embed; fi
        project=tests/UserDomain.Marten.Tests
        restore $project
        build $project
        filter=()
        [[ -z ${2:-} ]] || filter=(--filter "FullyQualifiedName~$2")
        echo "Marten $version:"
        exec dotnet test "$top/$project" "${properties[@]}" -c Release --no-build --nologo "${filter[@]}" \
            --blame-hang-timeout 10min --blame-hang-dump-type none --results-directory "$top/artifacts/marten/test-results" --logger 'console;verbosity=minimal' -- RunConfiguration.TreatNoTestsAsError=true </dev/null
        ;;
    bench) # what build/bench.sh marten comes to
        needs embed
        project=tests/UserDomain.Benchmarks
        restore $project
        build $project
        bin="$top/artifacts/marten/bin/UserDomain.Benchmarks/release"
        cd "$top"
        exec dotnet exec --runtimeconfig "$bin/UserDomain.Host.runtimeconfig.json" "$bin/UserDomain.Benchmarks.dll" marten "${@:2}"
        ;;
    run)
        host_needs
        restore src/UserDomain.Host
        build src/UserDomain.Host
        export USERDOMAIN_ENGINE=marten
        exec dotnet "$top/artifacts/marten/bin/UserDomain.Host/release/UserDomain.Host.dll" "$@"
        ;;
    *) die "marten.sh [--source FOLDER] [test [FILTER] | run …]" ;;
esac
