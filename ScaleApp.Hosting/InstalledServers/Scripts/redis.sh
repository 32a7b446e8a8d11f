# Runs redis-server (or valkey-server) on the loopback addresses, with the common part in server.sh before it.
#
# Further variables: REDIS_PASSWORD, the password; none when it is empty or missing.
# The password is in the configuration on standard input: it appears in no argument and in no file.
# A stopped server has written its data: Redis saves on SIGTERM where its options ask for persistence.

quote() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}

$guarded "$SERVER_PROGRAM" - "$@" <<CONFIGURATION &
bind 127.0.0.1 -::1
port $SERVER_PORT
dir $(quote "$SERVER_DATA")
daemonize no
logfile ""
save ""
${REDIS_PASSWORD:+requirepass $(quote "${REDIS_PASSWORD-}")}
CONFIGURATION
follow $!
