#!/usr/bin/env bash
# Runs the host: installs what is missing where it may, builds, and becomes the host. Arguments go to its verb "run".
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/needs.sh"

host_needs
build_host
exec dotnet "$host" run "$@"
