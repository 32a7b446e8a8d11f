#!/usr/bin/env bash
# Writes a backup of a shop's database to one file, while the shop is open: one moment, consistent.
#
# Usage: [PGHOST=.. PGPORT=.. PGUSER=.. PGPASSFILE=..] eng/backup.sh FILE [DATABASE]
# DATABASE is shopdb unless given. Connect to PostgreSQL itself, a standby or the primary, not to PgBouncer. Passwords are read from
# PGPASSFILE (or ~/.pgpass), as by every program of PostgreSQL; none is an argument.
# Result: FILE in pg_dump's custom format, readable by its owner alone, complete or not there. Exit code 0, 1 on failure.
# Not in it: roles and their passwords, and Redis (docs/operations.md says what is lost with an empty one).
set -euo pipefail

fail() { printf '%s\n' "$*" >&2; exit 1; }

[ $# -ge 1 ] && [ $# -le 2 ] || fail "Usage: eng/backup.sh FILE [DATABASE]"
file=$1 database=${2:-shopdb}
command -v pg_dump >/dev/null || fail "pg_dump is not installed. Install the package postgresql-client, of the server's version or newer."
[ ! -e "$file" ] || fail "$file is there already. Name a new file: a backup replaces nothing."

umask 077
trap 'rm -f "$file.partial"' EXIT
pg_dump --format=custom --no-owner --no-privileges --no-password --file="$file.partial" --dbname="$database" ||
  fail "The backup of $database failed, see above. $file was not written."
pg_restore --list "$file.partial" >/dev/null || fail "The backup of $database cannot be read back. $file was not written."
mv "$file.partial" "$file"
printf 'Backed up %s: %s, %s bytes\n' "$database" "$file" "$(stat -c %s "$file" 2>/dev/null || stat -f %z "$file")"
