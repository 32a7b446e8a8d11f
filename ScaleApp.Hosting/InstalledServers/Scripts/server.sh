# The common part of redis.sh and postgres.sh, which follows it in the same shell: what holds for every installed server.
#
# Variables, from the AppHost:
#   SERVER_PROGRAM    the full path of the server's program
#   SERVER_PROBLEM    why the server cannot be started; empty when it can
#   SERVER_PORT       the port to listen on
#   SERVER_DATA       the folder for its data; made when it is missing
#   SERVER_TEMPORARY  1 when the folder is removed with the server, otherwise empty
#   SERVER_APPHOST    the process id of the AppHost
# Arguments: options for the server's program.
# Signals: TERM, INT and HUP stop the server in order, and the shell ends after it.
# Exit code: the server's; 78 when it cannot be started until something changes.
#
# Invariants: one server a folder, held by a lock that the server process itself inherits. The server does not outlive this
# shell, however the shell ends. A temporary folder is removed unless the server ended by itself: then it waits for a restart.

set -eu
umask 022
cd /

server= stopping= crashed= stop_signal=TERM
guarded='setpriv --pdeathsig KILL'

fail() {
  printf '%s\n' "$1" >&2
  exit 78
}

stop() {
  stopping=1
  [ -n "$server" ] || exit 143
  kill -s "$stop_signal" "$server" 2>/dev/null || :
}

clean_up() {
  [ -z "$SERVER_TEMPORARY" ] || [ -n "$crashed" ] || rm -rf "$SERVER_DATA"
}

# attend PROCESS: waits for a process, which stop ends meanwhile. A signal interrupts wait, so it is repeated.
attend() {
  server=$1
  code=0
  wait "$server" || code=$?
  while kill -0 "$server" 2>/dev/null; do
    code=0
    wait "$server" || code=$?
  done
  server=
}

# prepare COMMAND...: runs a command that must succeed before the server can start.
prepare() {
  "$@" &
  attend $!
  [ -z "$stopping" ] || exit 143
  [ "$code" = 0 ] || exit "$code"
}

# follow PROCESS: waits for the server and ends with its exit code.
follow() {
  attend "$1"
  [ -n "$stopping" ] || crashed=1
  exit "$code"
}

# lock: waits until no other server uses the folder. One whose AppHost was killed ends within 30 seconds.
lock() {
  holder=$(cat "$SERVER_DATA/apphost" 2>/dev/null || echo unknown)
  timeout=30
  [ ! -d "/proc/$holder" ] || timeout=5
  flock -n 9 || {
    echo "The data folder $SERVER_DATA is in use by the server of another AppHost (process $holder). Waiting until it ends."
    flock -w "$timeout" 9 &
    attend $!
    [ -z "$stopping" ] || exit 143
    [ "$code" = 0 ] ||
      fail "The data folder $SERVER_DATA is in use by the server of another AppHost (process $holder). Stop that AppHost, or set Servers:Data to another folder."
  }
}

[ -z "$SERVER_PROBLEM" ] || fail "$SERVER_PROBLEM"

trap stop TERM INT HUP
trap clean_up EXIT
mkdir -p "$SERVER_DATA" && [ -w "$SERVER_DATA" ] ||
  fail "The data folder $SERVER_DATA belongs to another user. Give it to this user, or set Servers:Data to another folder."
chmod 700 "$SERVER_DATA"
exec 9>>"$SERVER_DATA/lock"
lock
echo "$SERVER_APPHOST" >"$SERVER_DATA/apphost"
