# --- a manager that was killed: what there was is in units/ and in the services' folders ---
recover() {
  local unit process
  say "the manager was started again"
  for unit in "${units[@]}"; do
    local what=inactive since active inactive ended_as= code_was=
    { read -r what since active inactive <"units/$unit"; } 2>/dev/null || continue
    state_of[$unit]=$what
    [[ $active = - ]] || active_since[$unit]=$active
    [[ $inactive = - ]] || inactive_since[$unit]=$inactive ran_before[$unit]=1
    is_service "$unit" || continue
    code[$unit]=0
    { read -r process <"scan/$unit/running"; } 2>/dev/null || continue
    { read -r ended_as code_was <"scan/$unit/ended"; } 2>/dev/null
    if [[ $what = starting || $what = active || $what = stopping ]]; then
      [[ $what != starting ]] || job[$unit]=start
      [[ $what != stopping ]] || job[$unit]=stop
      if [[ -e scan/$unit/ended ]]; then
        on_ended "$unit" "${ended_as:-exit-code}" "${code_was:-1}"
        continue
      fi
      pid[$unit]=$process
      read -r _ _ _ supervisor[$unit] _ <"/proc/$process/stat"
      case $what in
        starting)
          if [[ ${type[$unit]} = simple || ${type[$unit]} = exec ]]; then on_active "$unit"
          else in_seconds "$unit" "${start_timeout[$unit]}" start-timeout; fi
          ;;
        stopping) signal "$unit" ;;
      esac
    elif [[ $what = restarting ]]; then
      in_seconds "$unit" "${restart_delay[$unit]}" restart
    fi
  done
  if [[ -e command-running ]]; then
    read -r command_pid <command-running
    [[ -d /proc/$command_pid ]] || command_over=1 command_pid=
  fi
  [[ ! -e ready ]] || ready=1
  if [[ -e ending ]]; then
    read -r ending_code <exit-code
    shut_down "$((10#$ending_code))"
  elif [[ -z $ready ]]; then
    want default.target
  fi
  ran_before=()
}
