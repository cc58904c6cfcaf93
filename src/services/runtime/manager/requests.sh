# --- requests ---
on_shutdown() { shut_down "${1:-0}"; }

on_ask() { # start|stop|restart|reload|wait|idle UNIT REPLY
  local what=$1 unit=$2 reply=$3
  unit=${called[$unit]:-$unit}
  if [[ -z ${state_of[$unit]-} ]]; then
    echo 2 1<>"$reply"
    return
  fi
  if [[ $what = wait ]]; then # until it has ended
    wait_for_end[$unit]+=" $reply"
    case ${state_of[$unit]} in inactive | failed) answer_ended "$unit" ;; esac
    return
  fi
  if [[ $what = idle ]]; then # until there is no job of any unit
    wait_for_idle+=" $reply"
    return
  fi
  wait_for[$unit]+=" $reply"
  case $what in
    start)
      want "$unit"
      [[ -n ${job[$unit]-} || -n ${again[$unit]-} ]] || answer "$unit" "$([[ -z $ending ]]; echo $?)"
      ;;
    stop)
      unwant "$unit"
      [[ -n ${job[$unit]-} ]] || answer "$unit" 0
      ;;
    restart)
      local other
      if [[ ${state_of[$unit]} = inactive || ${state_of[$unit]} = failed ]]; then want "$unit"
      else
        for other in ${required_by[$unit]-} ${part_of_it[$unit]-}; do is_up "$other" && again[$other]=1; done
        again[$unit]=1
        unwant "$unit"
      fi
      ;;
    reload)
      if [[ ${state_of[$unit]} != active ]]; then answer "$unit" 1
      else
        [[ ${type[$unit]} != notify-reload* ]] || reloading[$unit]=1
        run_beside "$unit" reload "${number[$unit]-}"
      fi
      ;;
  esac
}
