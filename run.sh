#!/usr/bin/env bash
# Runs the whole topology: sets up what is missing, builds what has changed, starts the AppHost.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/eng/requirements.sh"

case " $* " in
  *" --help "* | *" -h "*)
    cat <<'HELP'
Usage: [VARIABLE=value ...] ./run.sh [--Setting=value ...]

Starts Redis, PostgreSQL, the gateway, the replicas of the API and of the worker, and the Aspire dashboard, and prints
their addresses. Ctrl+C stops everything in order. Redis and PostgreSQL are installed where they are missing, no container
runtime answers, and this user may install packages.

Settings of the AppHost, as arguments or as environment variables (with __ for each colon):
  Servers=auto            Redis and PostgreSQL run as: installed (programs of this machine), container, or auto
                          (containers where Docker answers, or Podman that ASPIRE_CONTAINER_RUNTIME names or that has
                          the images; otherwise installed)
  ReadReplica=true        adds a standby of PostgreSQL, for the reads that may lag (installed servers only)
  PgBouncer=true          adds PgBouncer in transaction mode in front of PostgreSQL (installed servers only)
  Explain=true, --explain prints how the connections to PostgreSQL are divided, and starts nothing
  Servers:Data=FOLDER     where they keep their data; ScaleApp.AppHost/.scaleapp by default
  ASPNETCORE_URLS=http://localhost:15888
                          the address of the dashboard
  BuiltPrograms:Enabled=false
                          starts every replica with `dotnet run`, as Aspire does by itself

Settings of the services, as environment variables:
  DailyDigest__Cron='0 8 * * *'    DailyDigest__TimeZone=Etc/UTC
                          when the daily digest is sent
  Admin__ApiKey=KEY       the administrator's key; without it the administrator's endpoints refuse every request

The addresses and the other defaults are in ScaleApp.AppHost/Properties/launchSettings.json and the services'
appsettings.json. docs/operations.md explains all settings.
HELP
    exit 0
    ;;
esac

require_dotnet
require_servers "$(setting Servers "$@")"
[ "$(setting PgBouncer "$@")" != true ] || [ "$(setting Servers "$@")" = container ] || require pgbouncer

# The AppHost would take the next argument for its value.
for argument in "$@"; do
  shift
  [ "$argument" != --explain ] || argument=--Explain=true
  set -- "$@" "$argument"
done

# Nothing newer than the last build: start at once.
built="$here/artifacts/.built"
shopt -s nullglob
sources=("$here"/ScaleApp.[!T]* "$here"/Directory.*.props "$here/global.json")
if [ ! -e "$built" ] || [ -n "$(find "${sources[@]}" -type f -newer "$built" -not -path '*/.scaleapp/*' -print -quit)" ]; then
  say "Building"
  mkdir -p "$here/artifacts"
  started=$(mktemp "$here/artifacts/.building.XXXXXX")
  trap 'rm -f "$started"' EXIT
  dotnet build "$here/ScaleApp.AppHost" -v quiet -nologo -clp:"ErrorsOnly;NoSummary" || fail "The build failed; the errors are above."
  mv -f "$started" "$built"
  trap - EXIT
fi

# What `dotnet run` takes from the launch profile `http`. The AppHost replaces this shell, so that signals reach it.
export DOTNET_ENVIRONMENT="${DOTNET_ENVIRONMENT:-Development}"
export ASPNETCORE_ENVIRONMENT="${ASPNETCORE_ENVIRONMENT:-$DOTNET_ENVIRONMENT}"
export DOTNET_EnableWriteXorExecute="${DOTNET_EnableWriteXorExecute:-0}"     # a fifth of the processor time of a start
export DOTNET_hostBuilder__reloadConfigOnChange="${DOTNET_hostBuilder__reloadConfigOnChange:-false}"
export ASPIRE_VERSION_CHECK_DISABLED="${ASPIRE_VERSION_CHECK_DISABLED:-true}"
export ASPIRE_ALLOW_UNSECURED_TRANSPORT="${ASPIRE_ALLOW_UNSECURED_TRANSPORT:-true}"
export ASPNETCORE_URLS="${ASPNETCORE_URLS:-http://localhost:15888}"
export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL="${ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL:-http://localhost:15889}"
export ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL="${ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL:-http://localhost:15890}"
exec "$here/artifacts/bin/ScaleApp.AppHost/debug/ScaleApp.AppHost" "$@"
