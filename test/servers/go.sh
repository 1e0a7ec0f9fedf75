#!/usr/bin/env bash
# Prints the path of a `go` that is new enough for everything built here, and installs one where there is none:
# Debian's package starts the download of the wanted toolchain, which is an ordinary Go module.
set -euo pipefail

readonly WANTED=1.26.8

# True when version $1 is at least version $2.
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

version_of() { GOTOOLCHAIN=local "$1" env GOVERSION | sed 's/^go//'; }

if ! command -v go >/dev/null; then
  { apt-get update -q && apt-get install -qy --no-install-recommends golang-go ca-certificates; } >&2
fi
go=$(command -v go)

if ! at_least "$(version_of "$go")" "$WANTED"; then
  module="golang.org/toolchain@v0.0.1-go$WANTED.$(go env GOOS)-$(go env GOARCH)"
  (cd / && GOFLAGS=-modcacherw GOTOOLCHAIN=local go mod download "$module" >&2)
  root="$(go env GOMODCACHE)/$module"
  # A module's files are not executable.
  chmod +x "$root"/bin/* "$root"/pkg/tool/*/*
  go="$root/bin/go"
fi
echo "$go"
