# --- a manager that was killed: what there was is in units/, in the services' folders, and in the pipe, which outlives it ---
recover() {
  local unit reply
  say "the manager was started again"
  for unit in "${units[@]}"; do recover_unit "$unit"; done
  # Nobody knows any more what these were waiting for.
  set +f
  reply_to 1 reply.* timers/*.reply scan/*/idle
  set -f
  if [[ -e command-running ]]; then
    read -r command_pid <command-running
    [[ -d /proc/$command_pid ]] || command_over=1 command_pid=
  fi
  [[ ! -e ready ]] || ready=1
  if [[ -e ending ]]; then
    read -r ending_code <exit-code
    shut_down "$((10#$ending_code))"
  elif [[ -z $ready ]]; then
    want_unknown default.target
  fi
  known=()
}

# What should start with the container, and what the manager before had not come to.
want_unknown() {
  local unit=$1 other
  [[ ${known[$unit]-} != seen ]] || return
  if [[ -z ${known[$unit]-} ]]; then
    want "$unit"
  elif is_up "$unit" || [[ ${job[$unit]-} = start ]]; then
    known[$unit]=seen
    for other in ${requires[$unit]-} ${binds[$unit]-} ${wants[$unit]-} ${upholds[$unit]-}; do want_unknown "$other"; done
  fi
}

recover_unit() {
  local unit=$1 what=inactive when first last start queued ended_as= code_was= running=
  { read -r what when first last start queued <"units/$unit"; } 2>/dev/null || return
  known[$unit]=1 state_of[$unit]=$what since[$unit]=$when
  [[ $first = - ]] || began[$unit]=$first
  [[ $last = - ]] || ended[$unit]=$last
  if [[ $queued != - && $what != restarting ]]; then
    job[$unit]=$queued
    touched+=("$unit")
  fi
  is_service "$unit" || return
  code[$unit]=0
  case $what in
    restarting)
      in_seconds "$unit" "${restart_delay[$unit]:-0.1}" restart
      return
      ;;
    starting | stopping | active | exited) ;;
    *) return ;;
  esac
  if [[ $start = - ]]; then
    # It was to start, and has not said that it did.
    bring_up "$unit"
    return
  fi
  number[$unit]=$start heard[$unit]=$start
  [[ $what != exited ]] || return
  { read -r running <"scan/$unit/running"; } 2>/dev/null
  { read -r ended_as code_was <"scan/$unit/ended"; } 2>/dev/null
  if [[ $running = "$start" && -e scan/$unit/ended ]]; then
    if [[ -n $ended_as ]]; then on_ended "$unit" "$ended_as" "$code_was"
    # There was no space to write how; the pipe knows, unless the manager before had read it.
    else in_seconds "$unit" 1 lost-end; fi
    return
  fi
  pid[$unit]=$start
  { read -r _ _ _ supervisor[$unit] _ <"/proc/$start/stat"; } 2>/dev/null
  case $what in
    starting) in_seconds "$unit" "${start_timeout[$unit]}" start-timeout ;;
    stopping) signal "$unit" ;;
  esac
}
