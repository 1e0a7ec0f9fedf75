#!/usr/bin/env bash
# Installs the real servers the tests run against, each at a pinned version; does nothing where they are in place.
#
#   registry   the CNCF distribution registry
#   crane      go-containerregistry, for `crane registry serve`
#   ociregistry  one that files referrers itself; see ociregistry/main.go
#   versitygw  S3 over a directory
#   rclone     S3 over a directory again, by `rclone serve s3`: another reading of the protocol; see rclone/main.go
#   minio      S3 once more, with --all only: it takes some minutes to build
#   fake-gcs-server, azurite   Google Cloud Storage and Azure Blob Storage
#   toxiproxy-server   a network that can be made to fail
#   oras       another client of registries, of the version in oras/go.mod
#   docker-registry, skopeo    of Debian, where this runs as root on one: an old registry, and one more client
#
# They go to $CDK8S_TEKTON_SERVERS, by default the `bin` folder of the cache, where the tests look for them.
set -euo pipefail
cd "$(dirname "$0")"

readonly REGISTRY=github.com/distribution/distribution/v3/cmd/registry@v3.1.2
readonly CRANE=github.com/google/go-containerregistry/cmd/crane@v0.22.1
readonly VERSITYGW=github.com/versity/versitygw/cmd/versitygw@v1.8.0
readonly FAKE_GCS=github.com/fsouza/fake-gcs-server@v1.56.1
readonly TOXIPROXY=github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0
# The newest that runs on every Node that we support.
readonly AZURITE=3.35.0

bin="${CDK8S_TEKTON_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-tekton/bin}"
mkdir -p "$bin"
bin=$(cd "$bin" && pwd)

# install <package>@<version> [<name>]: the binary is called as the package's last folder, unless it gets a name.
install() {
  local package="${1%@*}" version="${1#*@}"
  local built="${package##*/}"
  local name="${2:-$built}"
  local stamp="$bin/.$name.version"
  if [ -x "$bin/$name" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$version" ]; then
    echo "$name $version is in place"
    return
  fi
  local go
  go=$(./go.sh)
  (cd / && GOBIN="$bin" GOTOOLCHAIN=local nice "$go" install "$package@$version")
  [ "$built" = "$name" ] || mv "$bin/$built" "$bin/$name"
  echo "$version" > "$stamp"
  echo "$name $version installed"
}

# install_azurite: an npm package of its own folder, so that the project does not depend on it.
install_azurite() {
  local root="$bin/../azurite-$AZURITE"
  if [ -x "$bin/azurite" ] && [ -d "$root" ]; then
    echo "azurite $AZURITE is in place"
    return
  fi
  npm install --silent --no-audit --no-fund --prefix "$root" azurite@"$AZURITE"
  ln -sf "$(cd "$root" && pwd)/node_modules/.bin/azurite-blob" "$bin/azurite"
  echo "azurite $AZURITE installed"
}

# install_module <folder> <module> <package>: built in a module of its own, whose go.sum has all that goes into it.
install_module() {
  local name="$1" version
  version=$(sed -nE "s|^require $2 (v[^ ]+).*|\1|p" "$name/go.mod")
  if [ -x "$bin/$name" ] && [ "$(cat "$bin/.$name.version" 2>/dev/null)" = "$version-module" ]; then
    echo "$name $version is in place"
    return
  fi
  local go
  go=$(./go.sh)
  (cd "$name" && GOTOOLCHAIN=local nice "$go" build -trimpath -o "$bin/$name" "$3")
  echo "$version-module" > "$bin/.$name.version"
  echo "$name $version installed"
}

# install_debian <package>...: each has a program of its own name.
install_debian() {
  local package missing=()
  for package in "$@"; do command -v "$package" >/dev/null || missing+=("$package"); done
  if [ "${#missing[@]}" -eq 0 ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$*: ${missing[*]:-none} missing"
    return
  fi
  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null
  echo "${missing[*]} installed"
}

install "$REGISTRY"
install "$CRANE"
install "$VERSITYGW"
install "$FAKE_GCS"
install "$TOXIPROXY" toxiproxy-server
install_azurite
install_module ociregistry cuelabs.dev/go/oci/ociregistry .
install_module oras oras.land/oras oras.land/oras/cmd/oras
install_module rclone github.com/rclone/rclone .
install_debian docker-registry skopeo
if [ "${1:-}" = --all ]; then install_module minio github.com/minio/minio github.com/minio/minio; fi
echo "servers: $bin"
