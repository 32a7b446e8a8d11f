#!/usr/bin/env bash
# Makes an application from the template and fails unless it builds without a warning and its tests pass: the unit tests of one folder, and one
# end-to-end test over its own topology. Then packs the three packages. Some minutes; needs what ./test.sh needs.
# Usage: eng/try-template.sh [NAME]    the application's name; Acme by default
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/eng/requirements.sh"
case "${1:-}" in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;; esac
name=${1:-Acme}
require_dotnet
require redis-server postgres

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is committed, as a user gets it; the template engine's own folder stays as it is.
git clone -q "$here" "$work/source"
say "Making $name from the template..."
dotnet new install "$work/source" --debug:custom-hive "$work/hive" >/dev/null
dotnet new scaleapp -n "$name" -o "$work/$name" --debug:custom-hive "$work/hive" >/dev/null
cd "$work/$name"
left=$(grep -rIl ScaleApp . || true)
[ -z "$left" ] || fail "The old name is still in: $left"
id() { sed -n 's/.*<UserSecretsId>\(.*\)<.*/\1/p' "$1"; }
[ "$(id "$name.AppHost/$name.AppHost.csproj")" != "$(id "$here/ScaleApp.AppHost/ScaleApp.AppHost.csproj")" ] || fail "It shares the user secrets of ScaleApp."

say "Building $name..."
dotnet build "$name.sln" -nologo -v quiet -clp:"ErrorsOnly;NoSummary" || fail "$name does not build."
say "Testing $name..."
dotnet test "$name.Tests" --no-build --nologo --filter \
  "FullyQualifiedName~$name.Tests.Data.Tokens|FullyQualifiedName~$name.Tests.Architecture|FullyQualifiedName~EndToEnd.SharedStateTests" || fail "A test of $name fails."

say "Packing..."
for project in Hosting Hosting.Testing Analyzers; do
  [ ! -d "$work/source/ScaleApp.$project" ] || dotnet pack "$work/source/ScaleApp.$project" -o "$work/packages" -nologo -v quiet || fail "ScaleApp.$project cannot be packed."
done
ls "$work/packages"
say "$name builds, and its tests pass."
