# shellcheck shell=bash
# A BuildKit of its own: buildkitd of any version, compiled from Go's module proxy, and beside it a registry that it takes the
# frontend from, as a builder in CI does. Both run like the private Docker Engine, without a network or packet filter rules of
# their own: build steps have the machine's network.

buildkit_dir() { echo "$DECL_HOME/buildkit/$1"; } # buildkit_dir VERSION

buildkit_up() { # buildkit_up VERSION
  local ENGINE_DIR root registry
  ENGINE_DIR=$(buildkit_dir "$1")
  check_socket_length "$(buildkit_socket "$1")"
  root=$("$SCRIPTS/debian-root") || exit
  registry=$("$SCRIPTS/debian-root" --program docker-registry /usr/bin/docker-registry) || exit
  lock "buildkit/$1"
  make_buildkit "$1"
  if ! engine_pid >/dev/null; then
    buildkit_remove_state
    write_buildkit_settings "$registry"
    start_init "$root" buildkit
  fi
  start_service registry
  start_service buildkitd
  buildkit_add_builder "$1"
}

make_buildkit() { # make_buildkit VERSION: static programs, for any root folder.
  local module=github.com/moby/buildkit
  [ ! -x "$ENGINE_DIR/bin/buildctl" ] || return 0
  say "compiling BuildKit $1"
  "$SCRIPTS/go-install" "$ENGINE_DIR/bin.new" "$module@v$1" -ldflags "-X $module/version.Version=v$1" ./cmd/buildkitd ./cmd/buildctl
  mv "$ENGINE_DIR/bin.new" "$ENGINE_DIR/bin"
}

write_buildkit_settings() { # write_buildkit_settings REGISTRY_PROGRAM
  local host
  host=127.0.0.1:$(free_port)
  echo "$1" >"$ENGINE_DIR/registry-program"
  echo "$host" >"$ENGINE_DIR/registry-host"
  cat >"$ENGINE_DIR/registry.json" <<END
{ "version": "0.1", "log": { "accesslog": { "disabled": true } }, "http": { "addr": "$host" },
  "storage": { "filesystem": { "rootdirectory": "$ENGINE_DIR/state/registry" } } }
END
  cat >"$ENGINE_DIR/buildkitd.toml" <<END
root = "$ENGINE_DIR/state/buildkit"
[grpc]
address = ["unix://$ENGINE_DIR/run/buildkitd.sock"]
[worker.containerd]
enabled = false
[worker.oci]
enabled = true
snapshotter = "overlayfs"
binary = "runc"
networkMode = "host"
defaultCgroupParent = "decl-buildkit"
[registry."docker.io"]
mirrors = ["$host"]
[registry."$host"]
http = true
END
}

free_port() { # Of those that the kernel gives nobody by itself.
  local port
  while port=$((20000 + RANDOM % 10000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

buildkit_down() { # buildkit_down VERSION
  local ENGINE_DIR pid
  ENGINE_DIR=$(buildkit_dir "$1")
  lock "buildkit/$1"
  if pid=$(engine_pid); then
    say "stopping BuildKit $1"
    in_engine s6-svc -d -wD -T 15000 /run/service/buildkitd 2>/dev/null || say "buildkitd did not stop by itself"
    kill_init "$pid"
  fi
  buildkit_remove_state
}

buildkit_remove_state() { # All but the programs. Idempotent: also after a crash or a reboot.
  rm -rf --one-file-system -- "$ENGINE_DIR"/{state,run,log,buildx,init.pid}
  find /sys/fs/cgroup/decl-buildkit /sys/fs/cgroup/*/decl-buildkit -depth -type d -exec rmdir {} + 2>/dev/null || true
}

buildkit_versions() { # Those that were made here.
  local folder
  for folder in "$DECL_HOME"/buildkit/*/bin; do
    [ ! -d "$folder" ] || basename "${folder%/bin}"
  done
}

buildkit_answers() { # buildkit_answers VERSION
  local ENGINE_DIR
  ENGINE_DIR=$(buildkit_dir "$1")
  engine_pid >/dev/null && [ -S "$(buildkit_socket "$1")" ]
}

buildkit_socket() { echo "$(buildkit_dir "$1")/run/buildkitd.sock"; }

buildkit_registry() { cat "$(buildkit_dir "$1")/registry-host"; }

buildkit_client() { # buildkit_client VERSION: from here on docker's buildx builds with it; what has a name goes to the Docker Engine.
  export BUILDX_BUILDER="buildkit" BUILDX_CONFIG
  BUILDX_CONFIG="$(buildkit_dir "$1")/buildx"
}

buildkit_add_builder() ( # buildkit_add_builder VERSION
  buildkit_client "$1"
  unset BUILDX_BUILDER
  [ -f "$BUILDX_CONFIG/instances/buildkit" ] ||
    "$SCRIPTS/engine" docker buildx create --name buildkit --driver remote --driver-opt default-load=true \
      "unix://$(buildkit_socket "$1")" >/dev/null
)
