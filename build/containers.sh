#!/usr/bin/env bash
# containers.sh [IMAGE…]: the store's contracts on PostgreSQL in containers, one image after the other; without names, on the versions below.
# Where the packages are not served or no Docker engine answers it says so and exits with 75: nothing was run then, and nothing is green.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

not_run() {
    echo "Contracts in containers were not run: $*"
    exit 75
}

# Looked for first, since the build takes longer; only CI builds without one as well, so that the tests keep compiling where they cannot run.
engine=$(timeout 20 docker version --format '{{.Server.Version}}' 2>/dev/null) || engine=''
[[ -n $engine || -n ${CI:-} ]] || not_run "no Docker engine answers here."

images=("$@")
[[ $# != 0 ]] || images=(postgres:16 postgres:17 postgres:18)
needs connect
project="$top/tests/UserDomain.Containers.Tests"

# What a registry lacks, or that there is none; any other failure is ours.
output=$(dotnet restore "$project" -v quiet --nologo </dev/null 2>&1) || {
    [[ $output =~ error\ NU(1101|1102|1103|1301|1603) ]] && not_run "the package registry does not serve what Testcontainers.PostgreSql needs (${BASH_REMATCH[0]})."
    die "$output"
}
output=$(dotnet build "$project" -c Release --no-restore -v quiet --nologo </dev/null 2>&1) || die "$output"
[[ -n $engine ]] || not_run "no Docker engine answers here."

echo "Contracts in containers, by Docker $engine"
for image in "${images[@]}"; do
    USERDOMAIN_TEST_POSTGRES= USERDOMAIN_TEST_IMAGE=$image dotnet test "$project" -c Release --no-build --nologo \
        --blame-hang-timeout 10min --blame-hang-dump-type none --logger 'console;verbosity=minimal' </dev/null -- RunConfiguration.TreatNoTestsAsError=true
    echo "$image: passed"
done
