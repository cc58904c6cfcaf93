# shellcheck shell=bash
# The private engine: one s6-svscan in mounts and processes of its own (lib/engine/init), below it containerd and a dockerd
# for each image store. Its only traces outside are the sockets and data in ENGINE_DIR, what host-network.sh undoes,
# and a control group.

ENGINE_DIR="$DECL_HOME/engine"

private_up() { # private_up STORE: on return that store's daemon answers.
  local root
  check_socket_length "$(socket_of graphdriver)"
  root=$("$SCRIPTS/debian-root") || exit
  lock engine
  if ! engine_pid >/dev/null; then
    remove_traces # of an engine that was killed
    remember_network
    mkdir -p "$ENGINE_DIR"
    write_clients "$root"
    say "starting containerd in $root"
    start_init "$root"
  fi
  start_service "docker-$1"
}

private_down() {
  local pid store
  lock engine
  if pid=$(engine_pid); then
    say "stopping the private engine"
    kill_containers
    # In order and by name, so that their databases are closed; whatever is left then dies with the first process.
    for store in docker-containerd docker-graphdriver containerd; do
      in_engine s6-svc -d -wD -T 15000 "/run/service/$store" 2>/dev/null || say "$store did not stop by itself"
    done
    kill_init "$pid"
  fi
  remove_traces
}

kill_containers() { # dockerd would wait ten seconds for each that ignores SIGTERM.
  local store ids
  for store in containerd graphdriver; do
    [ -S "$(socket_of "$store")" ] || continue
    ids=$(timeout 5 "$(client)" --host "unix://$(socket_of "$store")" ps -q 2>/dev/null) || continue
    # shellcheck disable=SC2086 # one word per container
    [ -z "$ids" ] || "$(client)" --host "unix://$(socket_of "$store")" kill $ids >/dev/null 2>&1 || true
  done
}

remove_traces() { # Idempotent: also after a crash or a reboot.
  rm -f "$ENGINE_DIR"/init.pid "$ENGINE_DIR"/run/*.sock
  restore_network
  find /sys/fs/cgroup/decl /sys/fs/cgroup/*/decl -depth -type d -exec rmdir {} + 2>/dev/null || true
}

socket_of() { echo "$ENGINE_DIR/run/docker-$1.sock"; }

private_answers() { # private_answers STORE
  engine_pid >/dev/null && [ -S "$(socket_of "$1")" ]
}
