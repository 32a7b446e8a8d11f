#!/usr/bin/env bash
# Runs the whole topology: sets up what is missing, builds what has changed, starts the AppHost.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/eng/requirements.sh"

case " $* " in
  *" --help "* | *" -h "*)
    cat <<'HELP'
Usage: ./run.sh [--Setting=value ...]

Starts Redis, PostgreSQL, the API's and the worker's replicas and the load balancer, and prints where they are.
Ctrl+C stops everything in order. What is missing (redis-server, postgresql) is installed where this user may.

HELP
    ;;
esac

require_dotnet
case " $* " in
  *" --help "* | *" -h "* | *[Bb]ackends=container*) ;;
  *) { have redis-server || have valkey-server; } && have postgres || have_container_engine || require redis-server postgres ;;
esac

# Nothing newer than the last build: start at once.
built="$here/artifacts/.built"
sources=("$here"/ScaleApp.* "$here/platform" "$here"/Directory.*.props "$here/global.json")
if [ ! -e "$built" ] || [ -n "$(find "${sources[@]}" -type f -newer "$built" -not -path '*/.scaleapp/*' -print -quit)" ]; then
  say "Building"
  mkdir -p "$here/artifacts"
  started=$(mktemp "$here/artifacts/.building.XXXXXX")
  trap 'rm -f "$started"' EXIT
  dotnet build "$here/ScaleApp.AppHost" -v quiet -nologo -clp:"ErrorsOnly;NoSummary" || fail "The build failed; the errors are above."
  mv -f "$started" "$built"
  trap - EXIT
fi

export DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
exec dotnet "$here/artifacts/bin/ScaleApp.AppHost/debug/ScaleApp.AppHost.dll" "$@"
