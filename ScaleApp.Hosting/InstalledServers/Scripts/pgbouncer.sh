# Runs PgBouncer in transaction mode on the loopback addresses, with the common part in server.sh before it.
#
# Further variables: POSTGRES_USER and POSTGRES_PASSWORD, for clients and for the server behind it; PGBOUNCER_SERVER_PORT, that
# server's port on this machine; PGBOUNCER_POOL_SIZE, how many connections to it there may be for each database;
# PGBOUNCER_MAX_CLIENTS, how many clients may be connected.
# PgBouncer does not run as root: it runs as the user postgres then. The password is in a file for that user alone, in no argument.
# Stopping closes all connections at once; clients repeat what had not begun.
#
# A server that does not answer is tried again each second, not each fifteen. A statement waits at most eight seconds for a
# connection, less than its own deadline. Npgsql sends parameters at the start that every connection here has alike.

settings=$SERVER_DATA/pgbouncer.ini
users=$SERVER_DATA/users

quote() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/"/""/g')"
}

umask 077
printf '%s %s\n' "$(quote "$POSTGRES_USER")" "$(quote "$POSTGRES_PASSWORD")" >"$users"
cat >"$settings" <<SETTINGS
[databases]
* = host=localhost port=$PGBOUNCER_SERVER_PORT

[pgbouncer]
listen_addr = localhost
listen_port = $SERVER_PORT
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $users
admin_users = $POSTGRES_USER
pool_mode = transaction
default_pool_size = $PGBOUNCER_POOL_SIZE
max_db_connections = $PGBOUNCER_POOL_SIZE
max_client_conn = $PGBOUNCER_MAX_CLIENTS
ignore_startup_parameters = extra_float_digits,options,search_path
server_login_retry = 1
server_connect_timeout = 3
server_check_delay = 5
query_wait_timeout = 8
log_connections = 0
log_disconnections = 0
log_stats = 0
SETTINGS

if [ "$(id -u)" = 0 ]; then
  as="$guarded --reuid=postgres --regid=postgres --init-groups --reset-env"
  chown postgres "$SERVER_DATA" "$settings" "$users"
else
  as="$guarded env -i PATH=$PATH"
fi

$as "$SERVER_PROGRAM" "$settings" "$@" 2>&1 &
follow $!
