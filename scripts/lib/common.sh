# shellcheck shell=bash
# Shared by the scripts beside this folder: where our files live, how we talk, how we lock.

# A root shell of `su` has the caller's PATH, in which chroot and debootstrap are not found.
PATH=$PATH:/usr/sbin:/sbin

decl_home() { # Absolute, because daemons and other root folders see it under the same name.
  local folder
  folder=$(realpath -m -- "${DECL_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/decl}")
  case "$folder" in
    # It becomes part of library paths, of overlayfs options and of debootstrap's word lists; /run is replaced for the engine.
    *[!A-Za-z0-9/._+@%~-]*) die "DECL_HOME is $folder: choose a path of letters, digits and / . _ + @ % ~ - only" ;;
    /run/*) die "DECL_HOME is $folder: choose a folder on a disk, not below /run" ;;
  esac
  echo "$folder"
}

say() { # Progress is for people: always stderr, so that stdout stays usable in pipelines.
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
  say "$*"
  exit 1
}

lock() { # lock NAME: hold the lock file until this shell exits. Its fd is not for children: they may outlive us.
  mkdir -p "$DECL_HOME"
  exec {LOCK_FD}>"$DECL_HOME/$1.lock"
  flock --nonblock "$LOCK_FD" && return
  say "waiting for another $1 to finish"
  flock "$LOCK_FD"
}

need_debian_root() { # need_debian_root WHAT: only root on a Debian machine can make a Debian root folder and mount it.
  local instead="install Docker Engine with its buildx plugin and start it"
  [ "$(uname -s)" = Linux ] || die "$1 needs Linux. On this system $instead (or Docker Desktop)."
  command -v apt-get >/dev/null || die "$1 needs a Debian machine. On this one $instead."
  [ "$(id -u)" = 0 ] || die "$1 needs root. Run this as root, or $instead so that this user reaches it" \
    "(apt-get install docker.io docker-cli docker-buildx)."
}

# run_with_library_of ROOT PROGRAM [FILE]: prints a script that runs it on this machine, with the libraries of that Debian. FILE is
# where it lies, if not in that root.
run_with_library_of() {
  local loader libraries
  loader=$(printf '%s\n' "$1"/usr/lib*/ld-linux*.so.* "$1"/usr/lib/*/ld-linux*.so.* | grep -m1 -v '\*')
  libraries=$(dirname "$(printf '%s\n' "$1"/usr/lib/*-linux-gnu/libc.so.6)")
  # shellcheck disable=SC2016 # the script's own
  printf '#!/bin/sh\nexec %q --library-path %q --argv0 "$0" %q "$@"\n' "$loader" "$libraries" "${3-$1$2}"
}
