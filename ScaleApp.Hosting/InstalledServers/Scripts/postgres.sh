# Runs PostgreSQL on the loopback addresses, with the common part in server.sh before it.
#
# Further variables: POSTGRES_USER and POSTGRES_PASSWORD, the owner of the server. For a standby also STANDBY_PRIMARY_PORT, where its
# primary is on this machine, and STANDBY_SLOT, the replication slot that keeps for it there what it has not got yet.
# As root the server runs as the user postgres. The password is in no argument: initdb reads it from a file that is removed.
# An old folder takes over a changed password. Stopping is PostgreSQL's fast shutdown: clients are cut off, data is written.
# Only a temporary folder is used without flushing to the disk. A standby is a new copy at each start, whatever it lacked before.

programs=$(dirname "$SERVER_PROGRAM")
data=$SERVER_DATA/data
draft=$SERVER_DATA/draft
password=$SERVER_DATA/password

if [ "$(id -u)" = 0 ]; then
  as="$guarded --reuid=postgres --regid=postgres --init-groups --reset-env"
  chown postgres "$SERVER_DATA"
else
  as="$guarded env -i PATH=$PATH"
fi

if [ -n "$SERVER_TEMPORARY" ]; then
  stop_signal=QUIT
  flushing='-c fsync=off -c full_page_writes=off'
  sync=--no-sync
else
  stop_signal=INT
  flushing=
  sync=
fi

# client PROGRAM: where a client program of PostgreSQL is. It is of the server's version, or any.
client() {
  for candidate in "$programs/$1" "$(dirname "$(readlink -f "$SERVER_PROGRAM")")/$1" "$(command -v "$1" || :)"; do
    [ ! -x "$candidate" ] || { printf '%s' "$candidate"; return; }
  done
  fail "$1 is not installed on this machine, and the standby is copied with it. Install the package postgresql-client (Debian, Ubuntu) or postgresql."
}

# clone: makes the folder a copy of the primary that follows it. The password is in a file, which the standby goes on reading.
clone() {
  password=$SERVER_DATA/pgpass
  psql=$(client psql)
  pg_basebackup=$(client pg_basebackup)
  rm -rf "$data" "$draft"
  (umask 077 && printf '*:*:*:*:%s\n' "$(printf '%s' "$POSTGRES_PASSWORD" | sed 's/[\\:]/\\&/g')" >"$password")
  [ "$(id -u)" != 0 ] || chown postgres "$password"
  user=$(printf '%s' "$POSTGRES_USER" | sed "s/[\\\\']/\\\\&/g")
  primary="host=localhost port=$STANDBY_PRIMARY_PORT user='$user' passfile='$password' application_name=$STANDBY_SLOT connect_timeout=5"

  # A slot whose log is gone cannot be used any more. One in use belongs to the last process, which is about to end.
  prepare $as "$psql" -qXAt -d "$primary dbname=postgres" -c "
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$STANDBY_SLOT' AND NOT active" -c "
    SELECT pg_create_physical_replication_slot('$STANDBY_SLOT', true)" >/dev/null
  prepare $as "$pg_basebackup" -d "$primary" -D "$draft" -X stream -c fast -R --slot="$STANDBY_SLOT" --no-sync
  mv "$draft" "$data"
}

# A folder is complete or not there: one that was interrupted is made again.
if [ -n "${STANDBY_SLOT-}" ]; then
  clone
  set -- "$@" -c hot_standby_feedback=on -c wal_retrieve_retry_interval=1s
elif [ ! -e "$data" ]; then
  rm -rf "$draft" "$password"
  (umask 077 && printf '%s' "$POSTGRES_PASSWORD" >"$password")
  [ "$(id -u)" != 0 ] || chown postgres "$password"
  prepare $as "$programs/initdb" -D "$draft" --username="$POSTGRES_USER" --pwfile="$password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 $sync >/dev/null
  rm -f "$password"
  mv "$draft" "$data"
else
  user=$(printf '%s' "$POSTGRES_USER" | sed 's/"/""/g')
  secret=$(printf '%s' "$POSTGRES_PASSWORD" | sed "s/'/''/g")
  refused=$(printf 'alter role "%s" password '\''%s'\'';\n' "$user" "$secret" |
    $as "$SERVER_PROGRAM" --single -c log_min_error_statement=panic -D "$data" postgres 2>&1 >/dev/null |
    sed -En 's/.*(ERROR|FATAL|PANIC): *//p')
  [ -z "$refused" ] || fail "The data in $data cannot be used: $refused"
fi

$as "$SERVER_PROGRAM" -D "$data" -p "$SERVER_PORT" -c listen_addresses=localhost -c unix_socket_directories= \
  $flushing "$@" 2>&1 &
follow $!
