# BuildKit workers: what the tests of builders on other machines start, and the image of a docker-container builder.
# shellcheck shell=bash disable=SC2154 # home, run and logs are set by dev/engine

buildkit_version_wanted=0.34.2
worker_bin=$home/buildkit/$buildkit_version_wanted
# Whoever starts a worker needn't know its version.
worker_link=$home/buildkit/current
builder_image=moby/buildkit:buildx-stable-1

# why_no_workers: a sentence where this machine can't have any, nothing where it can.
why_no_workers() {
  if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ]; then
    echo "they run as root on Linux only"
  elif ! workers_done && ! command -v go >/dev/null; then
    echo "Go is missing, which builds them from BuildKit's source: install it (https://go.dev/dl) and put go on the PATH"
  elif [ -z "$(runc_of_engine)" ]; then
    echo "runc is missing, by which they run a build's steps: install your system's package runc"
  fi
}

runc_of_engine() {
  if [ -x "$engine_bin/runc" ]; then echo "$engine_bin/runc"; else command -v runc || true; fi
}

workers_done() {
  [ -x "$worker_bin/buildkitd" ] && [ -x "$worker_bin/buildctl" ] && [ -e "$worker_bin/buildkit-runc" ] &&
    [ "$(readlink "$worker_link")" = "$buildkit_version_wanted" ]
}

# As buildx is made: `go install` refuses a module with replace directives.
make_workers() {
  local folder program package=github.com/moby/buildkit
  if [ ! -x "$worker_bin/buildkitd" ]; then
    folder=$(fresh_folder buildkit)
    (
      cd "$folder" || exit
      mkdir bin
      go mod init workers
      go get -tool "$package/cmd/buildkitd@v$buildkit_version_wanted" "$package/cmd/buildctl@v$buildkit_version_wanted"
      for program in buildkitd buildctl; do
        CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X $package/version.Version=v$buildkit_version_wanted" \
          -o "bin/$program" "$package/cmd/$program"
      done
    )
    "$folder/bin/buildkitd" --version
    rm -rf "$worker_bin"
    mkdir -p "${worker_bin%/*}"
    mv "$folder/bin" "$worker_bin"
    rm -rf "$folder"
  fi
  # buildkitd looks for it on its PATH, under this name
  ln -sfn "$(runc_of_engine)" "$worker_bin/buildkit-runc"
  ln -sfn "$buildkit_version_wanted" "$worker_link"
}

# Only where the hub that has this image can't be reached: there, localhost:5001 stands in for it.
needs_builder_image() { engine_is_ours && [ ! -e "$home/hub-is-reached" ] && registry_answers "$hub_port"; }

builder_image_done() {
  curl -fs --noproxy '*' -m 10 -o /dev/null -H 'Accept: application/vnd.oci.image.index.v1+json' \
    -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://localhost:$hub_port/v2/${builder_image%:*}/manifests/${builder_image#*:}"
}

# The real one has git, too, for contexts that are repositories; ours are folders.
make_builder_image() {
  local folder
  folder=$(fresh_folder builder-image)
  cp "$worker_bin/buildkitd" "$worker_bin/buildctl" "$folder"
  cp -L "$worker_bin/buildkit-runc" "$folder/buildkit-runc"
  cat >"$folder/Dockerfile" <<DOCKERFILE
FROM debian:$base_tag
COPY buildkitd buildctl buildkit-runc /usr/bin/
RUN ["buildkit-runc", "--version"]
VOLUME /var/lib/buildkit
ENTRYPOINT ["buildkitd"]
DOCKERFILE
  docker buildx --builder default build --provenance=false --push --tag "localhost:$hub_port/$builder_image" "$folder"
  rm -rf "$folder"
}
