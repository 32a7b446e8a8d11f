#!/usr/bin/env bash
# Sets up what is missing, builds, and runs the tests. Further arguments go to `dotnet test`.
#   ./test.sh                                     every test but the chaos tests
#   ./test.sh --pgbouncer                         the same, with the topologies of the end-to-end tests behind PgBouncer
#   ./test.sh --chaos                             the chaos tests, which kill and pause servers and replicas for minutes
#   ./test.sh --filter FullyQualifiedName~Orders  some of them
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/eng/requirements.sh"

suite=tests filter='Category!=Chaos' arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    --chaos) suite=chaos filter='Category=Chaos' ;;
    --pgbouncer) export PgBouncer=true; require pgbouncer ;;
    --filter) [ $# -gt 1 ] || fail "--filter needs an expression."; filter="($2)&($filter)"; shift ;;
    --filter=*) filter="(${1#*=})&($filter)" ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

require_dotnet
require redis-server postgres
# What only some tests need. CI has all of it, for nothing may be skipped there; elsewhere those tests are skipped and say why.
[ "${CI:-}" != true ] || require podman podman-compose netavark aardvark-dns iptables runc node npm chromium nginx pgbouncer

# As ./run.sh does: a fifth of the processor time of every start.
export DOTNET_EnableWriteXorExecute="${DOTNET_EnableWriteXorExecute:-0}"

results="$here/artifacts/test-results"
rm -f "$results/$suite.trx"
dotnet build "$here/ScaleApp.sln" -nologo -v quiet -clp:"ErrorsOnly;NoSummary" || fail "The build failed; the errors are above."
exec dotnet test "$here/ScaleApp.Tests" --no-build --nologo --filter "$filter" --results-directory "$results" \
  --logger "trx;LogFileName=$suite.trx" --logger "console;verbosity=minimal" ${arguments[@]+"${arguments[@]}"}
