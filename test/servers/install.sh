#!/usr/bin/env bash
# Installs the real servers the tests run against, each at a pinned version; does nothing where they are in place.
#
#   registry   the CNCF distribution registry
#   crane      go-containerregistry, for `crane registry serve`
#
# They go to $CDK8S_TEKTON_SERVERS, by default the `bin` folder of the cache, where the tests look for them.
set -euo pipefail
cd "$(dirname "$0")"

readonly REGISTRY=github.com/distribution/distribution/v3/cmd/registry@v3.1.2
readonly CRANE=github.com/google/go-containerregistry/cmd/crane@v0.22.1

bin="${CDK8S_TEKTON_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-tekton/bin}"
mkdir -p "$bin"
bin=$(cd "$bin" && pwd)

# install <package>@<version>: the name of the package's last folder is the name of the binary.
install() {
  local package="${1%@*}" version="${1#*@}"
  local name="${package##*/}"
  local stamp="$bin/.$name.version"
  if [ -x "$bin/$name" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$version" ]; then
    echo "$name $version is in place"
    return
  fi
  local go
  go=$(./go.sh)
  (cd / && GOBIN="$bin" GOTOOLCHAIN=local nice "$go" install "$package@$version")
  echo "$version" > "$stamp"
  echo "$name $version installed"
}

install "$REGISTRY"
install "$CRANE"
echo "servers: $bin"
