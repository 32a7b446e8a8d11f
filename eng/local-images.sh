#!/usr/bin/env bash
# Makes the images that the deployment builds on, under the names of deploy/Dockerfile and deploy/compose.yaml, from programs of this machine: for the tests,
# and where no registry can be reached. They run what the official images run, in this machine's versions; they are not for production.
#   CONTAINERS_STORAGE_CONF=FILE eng/local-images.sh [--sdk]     --sdk also makes the image that builds
# Result: the images in Podman's storage. It insists on a storage of its own, because the names would stand for the official images elsewhere.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/eng/requirements.sh"

case "${1:-}" in
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  '' | --sdk) ;;
  *) fail "Unknown argument '$1'; see --help." ;;
esac
[ -n "${CONTAINERS_STORAGE_CONF:-}" ] || fail "Set CONTAINERS_STORAGE_CONF to a storage.conf of your own: see --help."

# image PATTERN: the image of that repository, as the deployment names it.
image() { grep -hoE "[^ ]*$1:[^ ]+" "$here/deploy/Dockerfile" "$here/deploy/compose.yaml" | head -n 1; }

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
postgres=$(dirname "$(dirname "$(readlink -f "$(ls -d /usr/lib/postgresql/*/bin/postgres | tail -n 1)")")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
mkdir -p "$root"/{usr/{bin,sbin,lib,lib64,share,local/bin},etc/ssl,tmp,data,run,proc,dev,sys,root,home/app,var/lib/postgresql,service}
for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
ln -s /run "$root/var/run"
chmod 1777 "$root/tmp" "$root/run"

# add FILE...: the files, and the libraries that they load.
add() {
  cp -L --parents --update "$@" "$root" 2>/dev/null || fail "Missing on this machine: one of $*"
  { ldd "$@" 2>/dev/null || true; } | grep -oE '/[^ ]+\.so[^ :]*' | sort -u | xargs -r cp -L --parents --update -t "$root"
}

programs=(bash sh cat chmod chown cp env find grep head id ln ls mkdir mv rm sed setpriv sleep stat touch redis-server redis-cli)
[ "${1:-}" != --sdk ] || programs+=(git tar gzip openssl readlink uname dirname basename)
add $(for program in "${programs[@]}"; do command -v "$program"; done)
add $(find "$dotnet/host" "$dotnet/shared" -name '*.so')
# Without llvmjit.so, whose compiler is larger than everything else together.
add "$postgres"/bin/{postgres,initdb,pg_isready,psql} $(find "$postgres/lib" -maxdepth 1 -name '*.so' -not -name 'llvmjit.so')
add $(ldconfig -p | grep -oE '/[^ ]*/lib(icu(uc|i18n|data)|ssl|crypto|gssapi_krb5|stdc\+\+|gcc_s)\.so\.[0-9]+$' | sort -u)
cp -a --parents /usr/share/postgresql /usr/share/zoneinfo /etc/ssl/certs "$root"
[ ! -d /usr/share/ca-certificates ] || cp -a --parents /usr/share/ca-certificates "$root"
mkdir -p "$root/usr/share/dotnet"
parts=(dotnet host shared)
[ "${1:-}" != --sdk ] || parts=(.)
(cd "$dotnet" && cp -a --parents "${parts[@]}" "$root/usr/share/dotnet")
ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
for program in "$postgres"/bin/*; do [ ! -e "$root$program" ] || ln -s "$program" "$root/usr/local/bin/"; done

printf '%s\n' root:x:0:0::/root:/bin/sh app:x:1654:1654::/home/app:/bin/sh postgres:x:999:999::/var/lib/postgresql:/bin/sh redis:x:999:999::/data:/bin/sh >"$root/etc/passwd"
printf '%s\n' root:x:0: app:x:1654: postgres:x:999: redis:x:999: >"$root/etc/group"
chown 999:999 "$root/data" "$root/var/lib/postgresql"

# As the official image: POSTGRES_PASSWORD and POSTGRES_DB are for a new data folder, and the server runs as its own user.
cat >"$root/usr/local/bin/postgres-image" <<'ENTRY'
#!/bin/bash
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  chown postgres:postgres /var/lib/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
  initdb --pgdata "$data" --username postgres --auth-host scram-sha-256 --encoding UTF8 --locale C --pwfile <(printf '%s' "$POSTGRES_PASSWORD") >/dev/null
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  [ -z "${POSTGRES_DB:-}" ] || echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D "$data" postgres >/dev/null
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp -D "$data"
ENTRY
chmod +x "$root/usr/local/bin/postgres-image"

# tag IMAGE CHANGE...: another image of the same files.
tag() {
  local name=$1; shift
  printf '%s\n' "FROM $base" "$@" | podman build --quiet --tag "$name" --file - "$folder/empty" >/dev/null
}
mkdir "$folder/empty"
base=localhost/scaleapp-machine
tar -C "$root" -c . | podman import --quiet - "$base" >/dev/null
# What holds a pod together.
tag localhost/scaleapp-pause 'CMD ["sleep", "infinity"]'
runtime=("ENV ASPNETCORE_HTTP_PORTS=8080 APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true DOTNET_ROOT=/usr/share/dotnet")
tag "$(image dotnet/aspnet)" "${runtime[@]}"
[ "${1:-}" != --sdk ] || tag "$(image dotnet/sdk)" "${runtime[@]}" "ENV HOME=/root DOTNET_CLI_TELEMETRY_OPTOUT=1"
tag "$(image library/redis)" "WORKDIR /data" "USER redis" 'CMD ["redis-server"]'
tag "$(image library/postgres)" 'ENTRYPOINT ["postgres-image"]' 'CMD ["postgres"]'
