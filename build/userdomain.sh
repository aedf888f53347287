#!/usr/bin/env bash
# userdomain.sh VERB …: runs a verb of the host, beside a running host or alone. Only the verb writes to stdout.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

host_needs
build_host
exec dotnet "$host" "$@"
