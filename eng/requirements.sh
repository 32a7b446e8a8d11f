# Sourced by run.sh and test.sh: finds the programs that ScaleApp needs, installs those that are missing where that is
# allowed, and otherwise says which command does.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Debian keeps PostgreSQL's own programs, and some daemons, out of PATH.
have() {
  local found
  command -v "$1" >/dev/null 2>&1 && return
  for found in /usr/lib/podman/"$1" /usr/libexec/podman/"$1" /usr/sbin/"$1" /usr/local/sbin/"$1" /usr/lib/postgresql/*/bin/"$1" /usr/pgsql-*/bin/"$1" \
    /opt/homebrew/opt/postgresql*/bin/"$1" /usr/local/opt/postgresql*/bin/"$1"; do
    [ -x "$found" ] && return
  done
  return 1
}

require_dotnet() {
  command -v dotnet >/dev/null 2>&1 ||
    fail "The .NET SDK is not on PATH. ScaleApp needs version 10.0: see https://dotnet.microsoft.com/download"
  dotnet --version >/dev/null 2>&1 ||
    fail "The .NET SDK here is not the one that global.json asks for (10.0): see https://dotnet.microsoft.com/download"
}

package_manager() {
  local manager
  for manager in brew apt-get dnf apk pacman zypper; do
    command -v "$manager" >/dev/null 2>&1 && { printf '%s' "$manager"; return; }
  done
}

# package_of MANAGER PROGRAM: the package that brings the program.
package_of() {
  case "$1:$2" in
    apt-get:postgres | zypper:postgres) echo postgresql ;;
    dnf:postgres) echo postgresql-server ;;
    pacman:postgres | apk:postgres) echo postgresql ;;
    brew:postgres) echo postgresql@17 ;;
    apt-get:redis-server) echo redis-server ;;
    *:redis-server) echo redis ;;
    apt-get:nginx) echo nginx-light ;;
    brew:chromium) echo --cask chromium ;;
    apt-get:node | dnf:node | apk:node | pacman:node | zypper:node) echo nodejs ;;
    *) echo "$2" ;;
  esac
}

# install_command MANAGER PACKAGE...: the command as a person would type it.
install_command() {
  local manager=$1; shift
  case "$manager" in
    brew) echo "brew install $*" ;;
    apt-get) echo "apt-get install -y --no-install-recommends $*" ;;
    dnf) echo "dnf install -y $*" ;;
    apk) echo "apk add $*" ;;
    pacman) echo "pacman -S --noconfirm $*" ;;
    zypper) echo "zypper install -y $*" ;;
  esac
}

# deadline SECONDS COMMAND...: macOS has no timeout.
deadline() {
  if command -v timeout >/dev/null 2>&1; then timeout "$@"; else "${@:2}"; fi
}

# A container engine that answers, not only a client on PATH.
have_container_engine() {
  local engine
  for engine in docker podman; do
    command -v "$engine" >/dev/null 2>&1 && deadline 5 "$engine" ps >/dev/null 2>&1 </dev/null && return
  done
  return 1
}

# setting NAME ARGUMENT...: a setting of the AppHost as it reads it: --NAME=VALUE or --NAME VALUE, else the environment.
setting() {
  local name=$1 value=${!1:-} previous="" argument
  shift
  shopt -s nocasematch
  for argument in "$@"; do
    if [[ $argument == "--$name="* ]]; then value=${argument#*=}; fi
    if [[ $previous == "--$name" ]]; then value=$argument; fi
    previous=$argument
  done
  shopt -u nocasematch
  printf '%s' "$value" | tr '[:upper:]' '[:lower:]'
}

# require_servers MODE: what the AppHost needs to run Redis and PostgreSQL; MODE is its setting Servers.
require_servers() {
  local programs=()
  [ "$1" != container ] || return 0
  if [ "$(uname -s)" != Linux ]; then
    have_container_engine || fail "No container runtime answers. Redis and PostgreSQL run in containers on this system: start Docker or Podman."
    return 0
  fi

  have redis-server || have valkey-server || programs+=(redis-server)
  have postgres || programs+=(postgres)
  [ ${#programs[@]} -gt 0 ] || return 0
  [ "$1" = installed ] || ! have_container_engine || return 0
  require "${programs[@]}"
}

# require PROGRAM...: installs what is missing; fails with the command to run where it may not.
require() {
  local program manager command elevate="" missing=() packages=()
  for program in "$@"; do
    have "$program" || missing+=("$program")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  manager=$(package_manager)
  [ -n "$manager" ] || fail "Missing: ${missing[*]}. No known package manager is here; install them, or start Docker or Podman."
  for program in "${missing[@]}"; do
    packages+=("$(package_of "$manager" "$program")")
  done
  command=$(install_command "$manager" "${packages[@]}")

  if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      elevate="sudo"
    else
      fail "Missing: ${missing[*]}, and this user may not install packages. Run as root: $command"
    fi
  fi

  say "Installing ${packages[*]} ($manager)"
  if [ "$manager" = apt-get ]; then
    export DEBIAN_FRONTEND=noninteractive
    $elevate apt-get update -qq >/dev/null || fail "apt-get update failed. Run it by hand, then: $command"
  fi
  $elevate $command >/dev/null || fail "Installing failed. Run by hand: $command"
  for program in "${missing[@]}"; do
    have "$program" || fail "$program is still missing after: $command"
  done
}
