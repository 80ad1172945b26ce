# The steps that make an engine on Debian. NAME_done asks whether a step's whole result is there; the step itself works
# under a temporary name and renames at its end, so that a result that is there is complete.
# shellcheck shell=bash disable=SC2154 # home, run, logs and the ports are set by dev/engine

buildx_version_wanted=0.38.2
debian=bookworm
base_tag=$debian-slim
plugin_link=/usr/local/lib/docker/cli-plugins/docker-buildx
engine_bin=$home/engine/usr/bin
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

other_architecture() {
  case "$(dpkg --print-architecture)" in
    amd64) echo arm64 ;;
    arm64) echo amd64 ;;
  esac
}

# fresh_folder NAME: empty, for a step to work in; what an interrupted one left goes.
fresh_folder() {
  rm -rf "${home:?}/tmp/$1"
  mkdir -p "$home/tmp/$1"
  echo "$home/tmp/$1"
}

# --- packages: those that must be installed to work; the rest is only unpacked ------------------------------------

packages_done() {
  local program
  for program in curl ip iptables debootstrap update-binfmts; do
    command -v $program >/dev/null || return 1
  done
  [ -n "$(ls /usr/bin/qemu-{aarch64,x86_64}-static 2>/dev/null)" ] && [ -e /etc/ssl/certs/ca-certificates.crt ] &&
    /sbin/ldconfig -p | grep -q libseccomp.so.2
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  # Somebody else's source may be down: what counts is whether the packages install.
  apt-get update -qq -o DPkg::Lock::Timeout=300 || true
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    ca-certificates curl iproute2 iptables libseccomp2 debootstrap qemu-user-static binfmt-support
}

# The Debian mirror that this machine is set up with.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # apt's own variable
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$') ||
    { echo "no Debian mirror in apt's configuration (apt-get indextargets)" >&2; return 1; }
  echo "$mirror"
}

# --- the engine's files, in a folder of their own: the machine's packages stay as they are -------------------------

engine_files_done() { [ -x "$engine_bin/dockerd" ] || [ -x "$home/engine/usr/sbin/dockerd" ]; }

# The container images of matrix builds need a containerd image store that works: Docker 28 or newer. It is in the
# machine's own suite, or in unstable, or (26, then) in trixie.
make_engine_files() {
  local suite debs files
  debs=$(fresh_folder debs)
  (cd "$debs" && apt-get download -qq runc tini docker-registry)
  mkdir -p "$debs/engine"
  for suite in own sid trixie; do
    echo "trying Docker from: $suite"
    rm -f "$debs"/engine/*
    (cd "$debs/engine" && download_engine "$suite") || continue
    files=$(fresh_folder engine)
    for deb in "$debs"/*.deb "$debs"/engine/*.deb; do dpkg -x "$deb" "$files"; done
    # dockerd looks for its init under this name
    [ -e "$files/usr/bin/docker-init" ] || ln -s tini "$files/usr/bin/docker-init"
    # A newer suite's programs may want a newer C library than this machine has.
    if programs_run "$files"; then
      rm -rf "$home/engine" "$debs"
      mv "$files" "$home/engine"
      return
    fi
  done
  echo "no suite of Debian has a Docker engine that runs here" >&2
  return 1
}

download_engine() { # SUITE, into the current folder
  local mirror apt=$home/apt/$1
  if [ "$1" = own ]; then
    dpkg --compare-versions "$(apt-cache policy docker.io | sed -n 's/^ *Candidate: //p' | sed 's/(none)/0/')" ge 28 || return 1
    apt-get download -qq docker.io docker-cli docker-buildx containerd
    return
  fi
  mirror=$(debian_mirror)
  mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$apt/sources.list"
  apt_of_suite() {
    apt-get -qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
      -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root "$@"
  }
  apt_of_suite -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false update &&
    apt_of_suite download docker.io docker-cli docker-buildx containerd
}

programs_run() { # FILES
  local path=$1/usr/sbin:$1/usr/bin:$PATH
  PATH=$path dockerd --version && PATH=$path containerd --version && PATH=$path docker --version &&
    PATH=$path runc --version && "$1/usr/libexec/docker/cli-plugins/docker-buildx" version
}

# --- registries ----------------------------------------------------------------------------------------------------

registry_answers() { curl -fs --noproxy '*' -m 5 "http://localhost:$1/v2/" >/dev/null 2>&1; }

start_registry() { # PORT
  local config=$home/registry-$1.yml
  mkdir -p "$home/registry-$1"
  cat >"$config" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: "$home/registry-$1"}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$1"}
YAML
  daemon_start "registry-$1" "$engine_bin/docker-registry" serve "$config"
  wait_until 15 "registry_answers $1" || {
    echo "nothing answers at localhost:$1: is the port taken? (log: $logs/registry-$1.log)" >&2
    return 1
  }
}

# --- the engine ----------------------------------------------------------------------------------------------------

program_of() { case "$1" in registry-*) echo docker-registry ;; *) echo "$1" ;; esac; }

running_dockerds() {
  local exe
  for exe in /proc/[0-9]*/exe; do
    case "$(readlink "$exe" 2>/dev/null)" in */dockerd | */dockerd' (deleted)') echo "$exe" | cut -d / -f 3 ;; esac
  done
}

# Never two dockerds: one of ours that doesn't answer is stopped first, one of somebody else's is theirs to mend.
start_docker() {
  local others path
  if daemon_runs dockerd dockerd; then
    wait_until 30 docker_answers && return
    daemon_stop dockerd dockerd
  fi
  others=$(running_dockerds | xargs)
  if [ -n "$others" ]; then
    wait_until 30 docker_answers && return
    echo "a dockerd that dev/engine did not start is running (process $others) and doesn't answer: mend or stop it" >&2
    return 1
  fi
  # A containerd that outlived a killed dockerd, and numbers of processes that are no more, or are somebody else's now:
  # dockerd would take them for its own and wait for them.
  daemon_stop containerd containerd || true
  rm -f "$run/own.pid" "$run/exec/containerd/containerd.pid"
  ln -sfn exec/containerd/containerd.pid "$run/containerd.pid"
  cat >"$home/daemon.json" <<JSON
{
  "features": {"containerd-snapshotter": true},
  "registry-mirrors": ["http://localhost:$hub_port"],
  "insecure-registries": ["localhost:$push_port", "localhost:$hub_port"],
  "data-root": "$home/data",
  "exec-root": "$run/exec",
  "pidfile": "$run/own.pid"
}
JSON
  path=$home/engine/usr/sbin:$engine_bin:$PATH
  command -v docker >/dev/null || ln -s "$engine_bin/docker" /usr/local/bin/docker
  buildx_answers || link_buildx "$home/engine/usr/libexec/docker/cli-plugins/docker-buildx"
  daemon_start dockerd env PATH="$path" dockerd --config-file "$home/daemon.json"
  wait_until 60 "docker_answers || ! daemon_runs dockerd dockerd" && docker_answers && return
  echo "dockerd's log is $logs/dockerd.log" >&2
  grep -o 'failed to start.*' "$logs/dockerd.log" >&2 || echo "dockerd doesn't answer" >&2
  return 1
}

# --- emulation -----------------------------------------------------------------------------------------------------

emulator() { case "$(other_architecture)" in arm64) echo qemu-aarch64 ;; amd64) echo qemu-x86_64 ;; esac; }
emulation_done() { grep -qs '^enabled' "/proc/sys/fs/binfmt_misc/$(emulator)"; }

enable_emulation() {
  [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  update-binfmts --enable "$(emulator)"
}

# --- base images, where no hub can be reached ----------------------------------------------------------------------

hub_image() { curl -fs --noproxy '*' -m 10 -o /dev/null -H "Accept: $2" "http://localhost:$hub_port/v2/library/debian/manifests/$1"; }
base_done() { hub_image "$base_tag-$1" application/vnd.oci.image.manifest.v1+json || hub_image "$base_tag-$1" application/vnd.oci.image.index.v1+json; }
bases_in_hub() { hub_image $base_tag application/vnd.oci.image.index.v1+json; }
bases_done() { [ -e "$home/hub-is-reached" ] || bases_in_hub; }

# imagetools asks the hub itself, never the engine's mirror.
hub_answers() {
  timeout 30 docker buildx imagetools inspect debian:$base_tag >"$logs/hub.log" 2>&1 && touch "$home/hub-is-reached"
}

# In a file system in memory, in a mount name space of its own: fast, and nothing is left mounted or half unpacked
# whenever it ends.
make_base() { # ARCHITECTURE
  local mirror cache=$home/debs/$1 root
  mirror=$(debian_mirror)
  root=$(fresh_folder "base-$1")
  mkdir -p "$cache"
  export -f unpack_base
  unshare --mount bash -euo pipefail -c 'unpack_base "$@"' unpack_base "$1" "$root" "$cache" "$mirror" \
    "localhost:$hub_port/library/debian:$base_tag-$1" $debian
  rm -rf "$root"
}

unpack_base() { # ARCHITECTURE FOLDER CACHE MIRROR IMAGE SUITE
  mount -t tmpfs tmpfs "$2"
  debootstrap --arch="$1" --variant=minbase --include=ca-certificates --cache-dir="$3" "$6" "$2" "$4"
  rm -rf "$2"/var/cache/apt/archives/*.deb "$2"/var/lib/apt/lists/* "$2"/usr/share/{doc,man,locale}/* "$2"/var/log/*
  tar -C "$2" -c --exclude=./proc/* --exclude=./sys/* . | docker import --platform "linux/$1" -c 'CMD ["bash"]' - "$5"
  docker push -q "$5"
  docker rmi "$5"
}

index_bases() {
  local image=localhost:$hub_port/library/debian:$base_tag
  docker buildx imagetools create -t "$image" "$image-amd64" "$image-arm64"
}

# --- buildx --------------------------------------------------------------------------------------------------------

buildx_version() { "$@" version | awk '{print $2}'; }

built_buildx=$home/buildx/$buildx_version_wanted/docker-buildx
wants_newest_buildx() { command -v go >/dev/null && [ "${RUNNER_ENGINE_BUILDX:-}" != debian ]; }

buildx_done() {
  if wants_newest_buildx; then
    [ -x "$built_buildx" ] && { buildx_is_somebodys || [ "$(readlink $plugin_link)" = "$built_buildx" ]; }
  else
    buildx_answers
  fi
}

# We make links: a file is somebody's own plugin, and stays.
buildx_is_somebodys() { [ -f $plugin_link ] && [ ! -L $plugin_link ]; }

link_buildx() { # FILE
  if buildx_is_somebodys; then return; fi
  mkdir -p "${plugin_link%/*}"
  ln -sfn "$1" "$plugin_link.new"
  mv -fT "$plugin_link.new" "$plugin_link"
}

# `go install` refuses a module with replace directives; as a tool of an empty module it builds.
make_buildx() {
  local folder
  if [ ! -x "$built_buildx" ]; then
    folder=$(fresh_folder buildx)
    (
      cd "$folder" || exit
      go mod init buildx
      go get -tool "github.com/docker/buildx/cmd/buildx@v$buildx_version_wanted"
      CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X github.com/docker/buildx/version.Version=v$buildx_version_wanted" \
        -o "$folder/docker-buildx" github.com/docker/buildx/cmd/buildx
    )
    "$folder/docker-buildx" version
    mkdir -p "${built_buildx%/*}"
    mv "$folder/docker-buildx" "$built_buildx"
    rm -rf "$folder"
  fi
  link_buildx "$built_buildx"
}
