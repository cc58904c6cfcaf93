# shellcheck shell=bash
# The private engine: one s6-svscan in mounts and processes of its own (lib/engine/init), below it containerd and a dockerd
# for each image store. Its only traces outside are the sockets and data in ENGINE_DIR, what host-network.sh undoes,
# and a control group.

ENGINE_DIR="$DECL_HOME/engine"

private_up() { # private_up STORE: on return that store's daemon answers.
  local root
  check_socket_length
  root=$("$SCRIPTS/debian-root") || exit
  lock engine
  if ! engine_pid >/dev/null; then
    remove_traces # of an engine that was killed
    start_init "$root"
  fi
  start_service "docker-$1"
}

start_init() { # start_init DEBIAN_ROOT
  local launcher tries interrupted=
  remember_network
  mkdir -p "$ENGINE_DIR"/{run,log}
  rm -f "$ENGINE_DIR"/init.pid "$ENGINE_DIR"/run/* "$ENGINE_DIR"/log/*
  write_clients "$1"
  say "starting containerd in $1"
  # Until its pid file is there nobody could find it again, so Ctrl-C waits for that moment. A handler, not SIG_IGN: children
  # would inherit the latter.
  trap 'interrupted=1' INT TERM HUP
  setsid unshare --mount --propagation slave --pid --fork --kill-child \
    "$SCRIPTS/lib/engine/init" "$1" "$ENGINE_DIR" "$DECL_HOME" </dev/null >"$ENGINE_DIR/log/init" 2>&1 {LOCK_FD}>&- &
  launcher=$!
  for ((tries = 0; tries < 400; tries++)); do
    ! engine_pid >/dev/null || break
    kill -0 "$launcher" 2>/dev/null || break
    sleep 0.02 || true
  done
  trap - INT TERM HUP
  [ -z "$interrupted" ] || exit 130
  engine_pid >/dev/null || fail_with_log "the engine's first process ended" init
}

start_service() { # start_service NAME: waits for its own word that it is ready, not for a guess.
  [ "$(in_engine s6-svstat -o up,ready "/run/service/$1" 2>/dev/null)" != 'true true' ] || return 0
  say "starting $1"
  until in_engine s6-svok "/run/service/$1" 2>/dev/null; do # s6-svscan itself may have just begun
    engine_pid >/dev/null || fail_with_log "the engine's first process ended" init
    sleep 0.02
  done
  in_engine s6-svc -u -wU -T 60000 "/run/service/$1" || fail_with_log "$1 was not ready after a minute" "$1" containerd
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
    kill -KILL "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
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

engine_pid() { # Prints the first process's number if it lives. A number in a file may be another process's by now.
  local pid
  pid=$(cat "$ENGINE_DIR/init.pid" 2>/dev/null) && [ -n "$pid" ] &&
    [ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" = 's6-svscan /run/service ' ] &&
    grep -qzxF "ENGINE_DIR=$ENGINE_DIR" "/proc/$pid/environ" && echo "$pid"
}

in_engine() { # in_engine PROGRAM ARGS…: run it inside, from the Debian root.
  nsenter --target "$(engine_pid)" --mount --pid -- env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 "$@"
}

socket_of() { echo "$ENGINE_DIR/run/docker-$1.sock"; }

private_answers() { # private_answers STORE
  engine_pid >/dev/null && [ -S "$(socket_of "$1")" ]
}

check_socket_length() {
  local socket
  socket=$(socket_of graphdriver)
  [ "${#socket}" -le 107 ] || die "the path $socket is too long for a Unix socket: set DECL_HOME to a shorter one"
}

fail_with_log() { # fail_with_log MESSAGE LOG…
  local message=$1 name
  shift
  for name; do
    [ ! -s "$ENGINE_DIR/log/$name" ] || { say "the end of $ENGINE_DIR/log/$name:" && tail -n 15 "$ENGINE_DIR/log/$name" >&2; }
  done
  die "$message"
}
