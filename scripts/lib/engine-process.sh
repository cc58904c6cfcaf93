# shellcheck shell=bash
# Daemons below one s6-svscan in mounts and processes of its own (lib/engine/init). ENGINE_DIR has their sockets, logs and data.

start_init() { # start_init DEBIAN_ROOT [SERVICES]: a folder of lib/engine
  local launcher tries interrupted=
  mkdir -p "$ENGINE_DIR"/{run,log}
  rm -f "$ENGINE_DIR"/init.pid "$ENGINE_DIR"/run/* "$ENGINE_DIR"/log/*
  # Until its pid file is there nobody could find it again, so Ctrl-C waits for that moment. A handler, not SIG_IGN: children
  # would inherit the latter.
  trap 'interrupted=1' INT TERM HUP
  setsid unshare --mount --propagation slave --pid --fork --kill-child \
    "$SCRIPTS/lib/engine/init" "$1" "$ENGINE_DIR" "$DECL_HOME" "${2-services}" </dev/null >"$ENGINE_DIR/log/init" 2>&1 {LOCK_FD}>&- &
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

kill_init() { # kill_init PID: what is left below it dies with it.
  kill -KILL "$1" 2>/dev/null || true
  while kill -0 "$1" 2>/dev/null; do sleep 0.02; done
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

check_socket_length() { # check_socket_length SOCKET
  [ "${#1}" -le 107 ] || die "the path $1 is too long for a Unix socket: set DECL_HOME to a shorter one"
}

fail_with_log() { # fail_with_log MESSAGE LOG…
  local message=$1 name
  shift
  for name; do
    [ ! -s "$ENGINE_DIR/log/$name" ] || { say "the end of $ENGINE_DIR/log/$name:" && tail -n 15 "$ENGINE_DIR/log/$name" >&2; }
  done
  die "$message"
}
