#!/usr/bin/env bash
# test.sh [FILTER]: builds everything and runs each test project of the solution; a filter is a part of a test's full name.
# The last line is "N passed, N failed" over all of them. A project that crashes counts as one that failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

if [[ -n ${USERDOMAIN_TEST_POSTGRES:-} ]]; then needs connect tests; else needs embed tests; fi

results="$top/artifacts/test-results"
filter=()
[[ -z ${1:-} ]] || filter=(--filter "FullyQualifiedName~$1")

# counter NAME FILE: one figure of a results file, 0 where there is none.
counter() {
    local found
    found=$(grep -oE "<Counters [^>]*\b$1=\"[0-9]+\"" "$2" 2>/dev/null | grep -oE "\b$1=\"[0-9]+\"" | tr -cd '0-9') || true
    echo "${found:-0}"
}

dotnet build "$top/UserDomain.sln" -c Release -v quiet --nologo </dev/null

passed=0 failed=0 status=0
rm -rf "$results"
for project in $(dotnet sln "$top/UserDomain.sln" list | grep -E '^tests/.*\.csproj$'); do
    grep -q 'Microsoft.NET.Test.Sdk' "$top/$project" || continue
    name=$(basename "$project" .csproj)
    trx="$results/$name.trx"
    ended=0
    dotnet test "$top/$project" -c Release --no-build --nologo "${filter[@]}" --results-directory "$results" \
        --blame-hang-timeout 10min --blame-hang-dump-type none --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' </dev/null || ended=$?
    good=$(counter passed "$trx") bad=$(counter failed "$trx")
    if [[ $ended != 0 && $bad == 0 ]]; then
        bad=1
        echo "$name: ended with $ended, though no test of it failed: it crashed"
    fi
    echo "$name: $good passed, $bad failed"
    passed=$((passed + good)) failed=$((failed + bad))
    [[ $ended == 0 ]] || status=1
done

[[ $passed != 0 || $failed != 0 ]] || status=1
[[ $failed == 0 ]] || status=1
echo "$passed passed, $failed failed"
exit $status
