# shellcheck shell=bash
# The two docker clients: the machine's own, and the Debian root's beside a private engine.

existing_answers() { # A Docker Engine that this user reaches, with buildx, and with the image store asked for.
  [ "${ENGINE-}" != private ] && command -v docker >/dev/null && [ -n "$(existing_version)" ] || return
  docker buildx version >/dev/null 2>&1 ||
    die "a Docker Engine answers here, but its client has no buildx: install the buildx plugin, or set ENGINE=private"
  [ -z "${ENGINE_STORE-}" ] || [ "$ENGINE_STORE" = "$(existing_store)" ]
}

existing_version() {
  timeout 5 docker version --format '{{.Server.Version}}' 2>/dev/null || true
}

existing_store() {
  case "$(timeout 5 docker info --format '{{.DriverStatus}}')" in
    *io.containerd.snapshotter*) echo containerd ;;
    *) echo graphdriver ;;
  esac
}

private_version() { # private_version STORE
  timeout 5 "$(client)" --host "unix://$(socket_of "$1")" version --format 'Docker {{.Server.Version}}' 2>/dev/null
}

private_docker() { # private_docker STORE ARGS…: becomes the client, so that terminal, signals and exit code are its own.
  DOCKER_HOST="unix://$(socket_of "$1")"
  unset DOCKER_CONTEXT
  export DOCKER_HOST DOCKER_CONFIG="$ENGINE_DIR/client"
  exec "$(client)" "${@:2}"
}

client() { echo "$ENGINE_DIR/client/docker"; } # It runs outside of the Debian root and so sees the caller's files.

write_clients() { # write_clients ROOT: Debian's binaries want that Debian's C library, which may be newer than the machine's.
  local folder="$ENGINE_DIR/client"
  mkdir -p "$folder/cli-plugins"
  run_with_library_of "$1" /usr/libexec/docker/cli-plugins/docker-buildx >"$folder/cli-plugins/docker-buildx"
  run_with_library_of "$1" /usr/bin/docker >"$folder/docker"
  chmod +x "$folder/cli-plugins/docker-buildx" "$folder/docker"
}
