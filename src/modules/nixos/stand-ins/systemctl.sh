#!@bash@/bin/bash -p
# systemctl for scripts of NixOS's modules: what they ask of systemd is asked of decl's init.
unit=${DECL_UNIT:-/etc/decl/unit}
verb='' properties='' only_value='' quiet='' now='' no_block='' all=()
while [ $# -gt 0 ]; do
  case $1 in
    -p | --property) properties+=,${2-} && shift ;;
    -P) properties+=,${2-} only_value=yes && shift ;;
    -p?*) properties+=,${1#-p} ;;
    -P?*) properties+=,${1#-P} only_value=yes ;;
    --property=*) properties+=,${1#*=} ;;
    --value) only_value=yes ;;
    -q | --quiet) quiet=yes ;;
    --now) now=yes ;;
    --no-block) no_block=--no-block ;;
    -[tnosHM] | --type | --state | --lines | --output | --signal | --job-mode | --host | --machine) shift ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else all+=("$1"); fi ;;
  esac
  shift
done

# status_word UNIT: the state of the unit in a word of the init's; 2 if there is no such unit.
status_word() {
  local text
  text=$("$unit" status "$1") || return
  text=${text%%$'\n'*}
  echo "${text##*: }"
}

# state UNIT: the state in systemd's words.
state() {
  local word
  word=$(status_word "$1")
  case $word in
    '') echo inactive ;;
    exited) echo active ;;
    starting | restarting) echo activating ;;
    stopping) echo deactivating ;;
    *) echo "$word" ;;
  esac
}

# each COMMAND [WORD]: runs it for all units, and fails if it fails for one.
each() {
  local one result=0
  for one in "${all[@]}"; do "$@" "$one" || result=$?; done
  return "$result"
}

# ask VERB UNIT
ask() { "$unit" ${no_block:+"$no_block"} "$1" "$2"; }

try_restart() { [ "$(state "$1")" != active ] || ask restart "$1"; }

try_reload_or_restart() { [ "$(state "$1")" != active ] || reload_or_restart "$1"; }

reload_or_restart() {
  local message
  if [ "$(state "$1")" = active ]; then
    # Without --no-block, since the answer says whether the service can be reloaded.
    message=$("$unit" reload "$1" 2>&1) && return
    # The init's message about a service without ExecReload=.
    [[ $message = *'cannot be reloaded'* ]] || { echo "$message" >&2 && return 1; }
  fi
  ask restart "$1"
}

show() {
  local name value
  for name in ${properties//,/ }; do
    case $name in
      ActiveState) value=$(state "$1") ;;
      SubState)
        case $(status_word "$1") in
          '' | inactive) value=dead ;;
          active) case $1 in *.target | *.timer) value=active ;; *) value=running ;; esac ;;
          exited) value=exited ;;
          failed) value=failed ;;
          stopping) value=stop ;;
          *) value=start ;;
        esac
        ;;
      LoadState) if status_word "$1" >/dev/null 2>&1; then value=loaded; else value=not-found; fi ;;
      Result) case $(status_word "$1") in failed) value=exit-code ;; *) value=success ;; esac ;;
      *) echo "systemctl: $name is not known here" >&2 && value='' ;;
    esac
    if [ -n "$only_value" ]; then echo "$value"; else echo "$name=$value"; fi
  done
}

# is WORD…: prints the state of each unit, and succeeds if one of these is among the words.
is() {
  local one word result=1
  for one in "${all[@]}"; do
    word=$(state "$one")
    [ -n "$quiet" ] || echo "$word"
    case " $* " in *" $word "*) result=0 ;; esac
  done
  return "$result"
}

case $verb in
  is-active) is active || exit 3 ;;
  is-failed) is failed ;;
  is-enabled) [ -n "$quiet" ] || echo enabled ;;
  is-system-running) [ -n "$quiet" ] || echo running ;;
  start | stop | restart | reload) each ask "$verb" ;;
  reload-or-restart | force-reload) each reload_or_restart ;;
  try-reload-or-restart) each try_reload_or_restart ;;
  try-restart | condrestart) each try_restart ;;
  show)
    [ -n "$properties" ] || echo "systemctl: show needs -p PROPERTY here" >&2
    for one in "${all[@]}"; do show "$one"; done
    ;;
  status) if [ ${#all[@]} -eq 0 ]; then "$unit" status; else each "$unit" status; fi ;;
  enable) [ -z "$now" ] || each ask start ;;
  disable) [ -z "$now" ] || each ask stop ;;
  daemon-reload | daemon-reexec | reset-failed | preset | unmask) ;;
  *)
    echo "systemctl: there is no systemd here, and ${verb:-list-units} is nothing that its stand-in can do" >&2
    exit 1
    ;;
esac
