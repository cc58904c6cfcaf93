#!@bash@/bin/bash -p
# systemctl for scripts of NixOS's modules: what they ask of systemd is asked of decl's init.
unit=${DECL_UNIT:-/etc/decl/unit}
verb='' property='' only_value='' all=()
while [ $# -gt 0 ]; do
  case $1 in
    -p | --property) property=$2 && shift ;;
    -p?*) property=${1#-p} ;;
    --property=*) property=${1#*=} ;;
    --value) only_value=yes ;;
    -q | --quiet) quiet=yes ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else all+=("$1"); fi ;;
  esac
  shift
done

# state UNIT: as systemd calls it.
state() {
  local what name full=$1
  [[ $full = *.* ]] || full=$full.service
  while read -r what name; do
    [ "$name" = "$full" ] || continue
    case $what in
      exited) what=active ;;
      starting | restarting) what=activating ;;
      stopping) what=deactivating ;;
    esac
    echo "$what"
    return
  done < <("$unit" status)
  echo inactive
}

# each COMMAND: does it for all units, and fails if one does.
each() {
  local one result=0
  for one in "${all[@]}"; do "$unit" "$1" "$one" || result=$?; done
  return "$result"
}

show() {
  local name value
  for name in ${property//,/ }; do
    case $name in
      ActiveState) value=$(state "$1") ;;
      SubState) case $(state "$1") in active) value=running ;; *) value=dead ;; esac ;;
      LoadState) value=loaded ;;
      Result) case $(state "$1") in failed) value=exit-code ;; *) value=success ;; esac ;;
      *) echo "systemctl: $name is not known here" >&2 && value='' ;;
    esac
    if [ -n "$only_value" ]; then echo "$value"; else echo "$name=$value"; fi
  done
}

case $verb in
  is-active)
    result=3
    for one in "${all[@]}"; do
      what=$(state "$one")
      [ -n "$quiet" ] || echo "$what"
      case $what in active | reloading) result=0 ;; esac
    done
    exit "$result"
    ;;
  is-failed)
    what=$(state "${all[0]}")
    [ -n "$quiet" ] || echo "$what"
    [ "$what" = failed ]
    ;;
  is-enabled) [ -n "$quiet" ] || echo enabled ;;
  is-system-running) echo running ;;
  start | stop | restart) each "$verb" ;;
  reload | reload-or-restart | try-reload-or-restart) each reload ;;
  try-restart | condrestart)
    for one in "${all[@]}"; do
      [ "$(state "$one")" != active ] || "$unit" restart "$one" || exit
    done
    ;;
  show) for one in "${all[@]}"; do show "$one"; done ;;
  status) "$unit" status ;;
  daemon-reload | daemon-reexec | reset-failed | enable | disable | preset | unmask) ;;
  *)
    echo "systemctl: there is no systemd here, and $verb is nothing that its stand-in can do" >&2
    exit 1
    ;;
esac
