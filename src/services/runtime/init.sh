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
boot_time=$EPOCHREALTIME

if ! mkdir -p "$DECL_STATE" 2>/dev/null || ! cd "$DECL_STATE" || [[ ! -w . ]]; then
  hint=
  if [[ $DECL_STATE = /run/* ]]; then
    # A tmpfs has the mode of the folder that it covers, and is root's.
    hint=": start the container with --tmpfs /run"
    [[ $EUID = 0 ]] || hint+=:mode=1777
  fi
  echo "init: $DECL_STATE cannot be written by user $EUID$hint" >&2
  exit 111
fi
DECL_STATE=$PWD
# A folder of somebody's that happens to have such files is none of ours: `events` is there before any other.
if [[ ! -p events ]] && compgen -G '*' >/dev/null; then
  echo "init: $DECL_STATE has files that are not of an init: name an empty folder" >&2
  exit 111
fi
if [[ -d scan ]] && s6-svscanctl scan 2>/dev/null; then
  echo "init: services run already with $DECL_STATE" >&2
  exit 111
fi
rm -rf scan units notify timers environment exit-code boot-time manager-time command command-running ready ending ended reply.* \
  first-boot events
mkfifo -m 600 events

# s6-supervise writes into service folders, so they are copied; their files are links, so that scripts run although the state
# folder may be mounted "noexec".
cp -rs "$DECL_INIT/scan" scan || exit 111
mkdir units notify timers
mkfifo -m 600 command
# Always three digits: they are written in place when there is no space left.
echo 000 >exit-code
echo "$boot_time" >boot-time
printf '%s\0' "${environment[@]}" >environment
# machine-id(5), "First Boot Semantics".
[[ -e /etc/machine-id && $(</etc/machine-id) != uninitialized ]] || : >first-boot

if [[ $# != 0 ]]; then
  # Both ends of the pipe are open before anybody writes to it.
  exec 4<>command
  DECL_INIT=$DECL_INIT DECL_STATE=$DECL_STATE "$DECL_INIT/lib/command" "$@" <&0 &
  exec 4>&-
fi
# What is in this pipe outlives a manager that is killed.
exec 3<>events
supervisor=(env -i "${environment[@]}" PATH="$PATH" DECL_INIT="$DECL_INIT" DECL_STATE="$DECL_STATE" DECL_COMMAND="$#"
  s6-svscan -C "$(<"$DECL_INIT/processes")" scan)
if [[ $$ = 1 ]]; then
  if [[ $# = 0 && -t 0 ]]; then
    # Without --default-signal it would ignore these signals, as all that a script starts in the background.
    DECL_STATE=$DECL_STATE env --default-signal=INT,QUIT "$DECL_INIT/lib/keyboard" 3>&- &
  fi
  exec "${supervisor[@]}" </dev/null
fi

# Elsewhere a signal may be for our whole process group (Ctrl-C, timeout), and supervisors would end of it without any order. So
# they get a session of their own, and this process passes on what it hears.
trap 'echo "shutdown 0" >&3' TERM INT QUIT
trap : HUP
s6-setsid "${supervisor[@]}" </dev/null &
# A signal ends `wait` too.
until wait "$!"; do [[ -d /proc/$! ]] || break; done
wait "$!"
