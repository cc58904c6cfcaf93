#!@bash@/bin/bash -p
# init STATE-FOLDER [COMMAND [ARGUMENT]...]
#
# Starts the services that are described beside this script and becomes their supervisor. Everything that changes is in the
# state folder. A command runs when the services are ready, with this process's input and terminal; its exit code is ours.
umask 022
if [[ $# = 0 ]]; then
  echo "usage: ${0##*/} STATE-FOLDER [COMMAND [ARGUMENT]...]" >&2
  exit 100
fi

# What the container was given, to the byte: bash has added variables of its own by now.
mapfile -d '' -t environment </proc/$$/environ

cd "${0%/*}" && DECL_INIT=$PWD && cd "$OLDPWD" || exit 111
DECL_STATE=$1
shift
PATH=@s6@/bin:@coreutils@/bin

if ! mkdir -p "$DECL_STATE" 2>/dev/null || ! cd "$DECL_STATE" || [[ ! -w . ]]; then
  echo "init: $DECL_STATE cannot be written by user $EUID: start the container with --tmpfs /run" >&2
  exit 111
fi
DECL_STATE=$PWD
rm -rf scan units notify timers environment events exit-code command command-running ready ending ended

# s6-supervise writes into service folders, so they are copied; their files are links, so that scripts run although the state
# folder may be mounted "noexec".
cp -rs "$DECL_INIT/scan" scan || exit 111
mkdir units notify timers
mkfifo -m 600 events command
# Always three digits: they are written in place when there is no space left.
echo 000 >exit-code
printf '%s\0' "${environment[@]}" >environment

if [[ $# != 0 ]]; then
  # Both ends of the pipe are open before anybody writes to it.
  exec 4<>command
  DECL_INIT=$DECL_INIT DECL_STATE=$DECL_STATE "$DECL_INIT/lib/command" "$@" <&0 &
  exec 4>&-
fi
exec env -i "${environment[@]}" PATH="$PATH" DECL_INIT="$DECL_INIT" DECL_STATE="$DECL_STATE" DECL_COMMAND="$#" \
  s6-svscan -C "$(<"$DECL_INIT/processes")" scan </dev/null
