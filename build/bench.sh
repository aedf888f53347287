#!/usr/bin/env bash
# bench.sh [--quick] [--seconds N] [--rounds N] [--users N] [NAME…]: measures each figure, or those named, against its floor on the same server;
# artifacts/bench.json has them too. bench.sh list | soak | kills | even | micro | marten: see --help. It runs under the host's own settings of the runtime.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

if [[ ${1:-} == marten ]]; then exec "$top/build/marten.sh" bench "${@:2}"; fi # both engines, where Marten can be had

needs embed
command -v wrk >/dev/null || { may_install && as_root apt-get update -q && apt_install wrk; } || die "Missing: wrk, which sends the load over HTTP. Install as root: apt-get install wrk."
cd "$top"
dotnet build tests/UserDomain.Benchmarks -c Release -v quiet --nologo </dev/null >&2
bin="artifacts/bin/UserDomain.Benchmarks/release"
exec dotnet exec --runtimeconfig "$bin/UserDomain.Host.runtimeconfig.json" "$bin/UserDomain.Benchmarks.dll" "$@"
