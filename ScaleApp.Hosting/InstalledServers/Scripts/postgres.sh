# Runs PostgreSQL on the loopback addresses, with the common part in server.sh before it.
#
# Further variables: POSTGRES_USER and POSTGRES_PASSWORD, the owner of the server.
# As root the server runs as the user postgres. The password is in no argument: initdb reads it from a file that is removed.
# An old folder takes over a changed password. Stopping is PostgreSQL's fast shutdown: clients are cut off, data is written.
# Only a temporary folder is used without flushing to the disk.

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

# A folder is complete or not there: one that was interrupted is made again.
if [ ! -e "$data" ]; then
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
