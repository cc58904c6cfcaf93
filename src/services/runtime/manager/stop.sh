# --- stopping ---
unwant() { # unwant UNIT: it and what depends on it shall stop
  local unit=$1 other
  case ${state_of[$unit]-} in
    '' | inactive | failed)
      [[ ${job[$unit]-} != start ]] || start_failed "$unit" "it is to stop"
      return
      ;;
  esac
  [[ ${job[$unit]-} != stop ]] || return
  job[$unit]=stop
  write_state "$unit"
  for other in ${required_by[$unit]-} ${part_of_it[$unit]-}; do unwant "$other"; done
  touched+=("$unit")
}

try_stop() {
  local unit=$1 other
  for other in ${successors[$unit]-}; do [[ ${job[$other]-} != stop ]] || return; done
  case ${state_of[$unit]} in
    stopping) return ;;
    restarting) stopped "$unit" inactive && return ;;
    starting) [[ -n ${told[$unit]-}${number[$unit]-} ]] || { stopped "$unit" inactive; return; } ;;
  esac
  if ! is_service "$unit"; then
    stopped "$unit" inactive
    return
  fi
  local was=${state_of[$unit]}
  set_state "$unit" stopping
  in_seconds "$unit" "${stop_timeout[$unit]}" stop-timeout
  : 2>/dev/null >"scan/$unit/stopping"
  if [[ $was = exited || ( $was = active && -n ${has_stop[$unit]-} ) ]]; then
    never "$unit"
    run_beside "$unit" stop "${number[$unit]}" "$was"
  elif [[ -n ${pid[$unit]-} ]]; then
    signal "$unit"
  fi
}

# Runs lib/NAME for a service, with the container's environment and the service's own output.
run_beside() {
  local unit=$1 name=$2 out=/proc/${supervisor[$1]:-self}/fd/1
  shift 2
  {
    [[ ! -w $out ]] || exec >"$out"
    exec env -i "${environment[@]}" PATH="$PATH" DECL_INIT="$init" DECL_STATE="$state" \
      MAINPID="${pid[$unit]-}" "$init/lib/$name" "$unit" "$@"
  } 3>&- &
}

signal() { # signal UNIT: the first attempt to end it, KillMode= and KillSignal=
  local unit=$1 target=${pid[$1]}
  case ${kill_mode[$unit]} in
    control-group) kill -s "${kill_signal[$unit]}" -- "-$target" ;;
    mixed | process) kill -s "${kill_signal[$unit]}" "$target" ;;
  esac 2>/dev/null
  [[ -z ${main_pid[$unit]-} || ${kill_mode[$unit]} = none ]] || kill -s "${kill_signal[$unit]}" "${main_pid[$unit]}" 2>/dev/null
  in_seconds "$unit" "${stop_timeout[$unit]}" stop-timeout
}

stopped() {
  local unit=$1 other
  unset 'job[$unit]' 'number[$unit]' 'pid[$unit]' 'main_pid[$unit]' 'retrying[$unit]'
  never "$unit"
  set_state "$unit" "$2"
  if [[ -z $ending && -n ${again[$unit]-} ]] || is_upheld "$unit"; then
    unset 'again[$unit]'
    want "$unit"
  else
    answer "$unit" 0
  fi
  touched+=(${after[$unit]-} ${successors[$unit]-} ${conflicts[$unit]-} ${conflicted_by[$unit]-})
}
