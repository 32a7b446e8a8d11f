#!/usr/bin/env bash
# Runs every test: sets up what is missing, builds, tests. Arguments go to `dotnet test`:
#   ./test.sh --filter FullyQualifiedName~Orders
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/eng/requirements.sh"

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  sed -n '2,3s/^# *//p' "${BASH_SOURCE[0]}"
  exit 0
fi

require_dotnet
require redis-server postgres
# What only some tests need: there under CI, where nothing may be skipped; elsewhere those tests say what they miss.
[ "${CI:-}" != true ] || require podman runc node npm chromium

results="$here/artifacts/test-results"
rm -rf "$results"
dotnet build "$here/ScaleApp.sln" -nologo -v quiet -clp:"ErrorsOnly;NoSummary" || fail "The build failed; the errors are above."
exec dotnet test "$here/ScaleApp.Tests" --no-build --nologo --results-directory "$results" \
  --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=minimal" "$@"
