#!/usr/bin/env bash
# Restores a backup of eng/backup.sh into an empty database, which it creates where it is missing.
#
# Usage: [PGHOST=.. PGPORT=.. PGUSER=.. PGPASSFILE=..] eng/restore.sh FILE [DATABASE]
# DATABASE is shopdb unless given. The user may create databases, or owns the empty one. Connect to the primary itself, not to PgBouncer.
# Result: all of the backup in one transaction, or nothing; then fresh statistics for the planner. Exit code 0, 1 on failure.
# A database with tables is refused: rename or drop it, so that nothing is overwritten by mistake. Stop the services before, and
# start them after it; `ScaleApp.Worker migrate` brings an older backup to the newest schema.
set -euo pipefail

fail() { printf '%s\n' "$*" >&2; exit 1; }

[ $# -ge 1 ] && [ $# -le 2 ] || fail "Usage: eng/restore.sh FILE [DATABASE]"
file=$1 database=${2:-shopdb}
command -v pg_restore >/dev/null || fail "pg_restore is not installed. Install the package postgresql-client, of the server's version or newer."
pg_restore --list "$file" >/dev/null || fail "$file is not a readable backup. Nothing was restored."

ask() { psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=name="$database" --dbname="$1"; }

exists=$(ask postgres <<<"SELECT count(*) FROM pg_database WHERE datname = :'name'") || fail "The server cannot be asked, see above. Nothing was restored."
if [ "$exists" = 0 ]; then
  ask postgres <<<'CREATE DATABASE :"name"' || fail "The database $database cannot be created, see above. Nothing was restored."
else
  tables=$(ask "$database" <<<"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") || fail "The database $database cannot be asked, see above."
  [ "$tables" = 0 ] || fail "The database $database has $tables tables. Rename or drop it first: a restore overwrites nothing."
fi

pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --no-password --dbname="$database" "$file" ||
  fail "The restore into $database failed, see above, and left nothing in it."
ask "$database" <<<'ANALYZE'
printf 'Restored %s from %s\n' "$database" "$file"
