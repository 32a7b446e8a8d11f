#!/usr/bin/env bash
# Deploys another version of the shop and goes back, under load, and fails if a customer noticed. Some minutes; needs git, psql, curl and what
# ./run.sh needs. The other version has one more column, which its migration adds (expand) and which is dropped in the end (contract).
# Versions stand side by side while replicas are replaced one by one.
# Usage: eng/try-deploy.sh [SECONDS]    how long the load lasts at least; 120 by default
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/eng/requirements.sh"
case "${1:-}" in -h | --help) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;; esac
seconds=${1:-120}
require_dotnet
require redis-server postgres curl

work=$(mktemp -d)
chmod 711 "$work"   # PostgreSQL of root runs as another user, and keeps its data here
host='' probe=''
cleanup() {
  [ -z "$probe" ] || kill "$probe" 2>/dev/null || true
  [ -z "$host" ] || { kill -TERM "$host" 2>/dev/null && wait "$host" || true; }
  rm -rf "$work"
}
trap cleanup EXIT

# version NAME: a copy of what is committed.
version() { git clone -q "$here" "$work/$1"; }

# build NAME: and moves its programs to where a link can point at them.
build() {
  dotnet build "$work/$1/ScaleApp.AppHost" -nologo -v quiet -clp:"ErrorsOnly;NoSummary" || fail "Version $1 does not build."
  for project in Api Worker; do
    mv "$work/$1/artifacts/bin/ScaleApp.$project/debug" "$work/$1-$project"
  done
}

# serve NAME: what is started from now on is this version.
serve() {
  for project in Api Worker; do
    ln -sfn "$work/$1-$project" "$work/v1/artifacts/bin/ScaleApp.$project/debug"
  done
}

# replicas_of PROJECT: the ids of its processes.
replicas_of() { pgrep -f "^$work/v1/artifacts/bin/ScaleApp.$1/debug/ScaleApp.$1" || true; }

# setting NAME: of a running replica; it is in no argument and on no screen.
setting_of_replica() { tr '\0' '\n' <"/proc/$(replicas_of Api | head -1)/environ" | sed -n "s/^$1=//p"; }

# answering: how many replicas of the API the gateway sends requests to.
answering() { for _ in $(seq 40); do curl -fsS "$shop/api/whoami" || true; done | grep -o '"processId":[0-9]*' | sort -u | wc -l; }

# is_replaced PROJECT COUNT OLD: whether that process has gone, and as many as before run, and answer if they are asked.
is_replaced() {
  [ ! -d "/proc/$3" ] && [ "$(replicas_of "$1" | wc -l)" -eq "$2" ] && { [ "$1" != Api ] || [ "$(answering)" -eq "$2" ]; }
}

# roll PROJECT: ends its replicas one by one; each drains, and the AppHost starts the version that is served now.
roll() {
  local old count deadline
  count=$(replicas_of "$1" | wc -l)
  for old in $(replicas_of "$1"); do
    kill -TERM "$old"
    deadline=$((SECONDS + 120))
    until is_replaced "$1" "$count" "$old"; do
      [ "$SECONDS" -lt "$deadline" ] || fail "A replica of $1 was not replaced within two minutes."
      sleep 0.5
    done
  done
}

say "Building two versions..."
version v1
version v2
(
  cd "$work/v2"
  sed -i 's|    public int UnitsSold { get; set; }|&\n\n    /// <summary>What the next version adds.</summary>\n    public string? Note { get; set; }|' ScaleApp.Data/Catalog/Product.cs
  { dotnet tool restore && dotnet restore ScaleApp.Data; } >/dev/null
  dotnet ef migrations add NextVersion --project ScaleApp.Data >/dev/null || fail "The migration of the next version cannot be made."
)
build v1
build v2
serve v1

say "Starting version 1..."
log="$work/apphost.log"
(cd "$work/v1/ScaleApp.AppHost" && DOTNET_ENVIRONMENT=Development ASPNETCORE_ENVIRONMENT=Development ASPIRE_ALLOW_UNSECURED_TRANSPORT=true \
  ASPNETCORE_URLS=http://127.0.0.1:0 ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:0 ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:0 \
  exec "$work/v1/artifacts/bin/ScaleApp.AppHost/debug/ScaleApp.AppHost" --DcpPublisher:RandomizePorts=true --Servers=installed --Servers:Data="$work/data") >"$log" 2>&1 &
host=$!
for _ in $(seq 240); do
  grep -q 'Ready\.' "$log" && break
  kill -0 "$host" 2>/dev/null || fail "The AppHost ended: $(tail -5 "$log")"
  sleep 1
done
shop=$(sed -n 's/.*Shop: //p' "$log" | head -1)
[ -n "$shop" ] || fail "The shop was not ready within four minutes: $(tail -5 "$log")"
database=$(setting_of_replica ConnectionStrings__shopdb)

say "Load on $shop..."
dotnet build "$here/bench/ScaleApp.Bench" -c Release -nologo -v quiet -clp:"ErrorsOnly;NoSummary"
dotnet "$here/artifacts/bin/ScaleApp.Bench/release/ScaleApp.Bench.dll" probe "$shop" --seconds 3600 --json >"$work/probe.json" &
probe=$!
began=$SECONDS

say "Expand: the column is added while version 1 serves..."
ConnectionStrings__shopdb=$database Database__Seed=false "$work/v2-Worker/ScaleApp.Worker" migrate >"$work/migrate.log" 2>&1 ||
  fail "The migration failed: $(tail -5 "$work/migrate.log")"
say "Version 2 replaces version 1, replica by replica..."
serve v2
roll Worker
roll Api
say "And back..."
serve v1
roll Worker
roll Api
say "Contract: the column is dropped while version 1 serves..."
field() { tr ';' '\n' <<<"$database" | sed -n "s/^$1=//p"; }
PGPASSWORD=$(field Password) psql -q -v ON_ERROR_STOP=1 -h "$(field Host)" -p "$(field Port)" -U "$(field Username)" "$(field Database)" <<'SQL'
ALTER TABLE products DROP COLUMN note;
DELETE FROM "__EFMigrationsHistory" WHERE migration_id LIKE '%NextVersion';
SQL

while [ $((SECONDS - began)) -lt "$seconds" ]; do sleep 1; done
kill -TERM "$probe"   # a script's background program ignores SIGINT
result=0
wait "$probe" || result=$?
probe=''
say "What the customers saw:"
cat "$work/probe.json"
[ "$result" -eq 0 ] || fail "Something that must stay zero did not (exit code $result)."
say "No request failed, and nothing was lost."
