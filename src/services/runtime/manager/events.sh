# --- what the services say ---
on_running() { # UNIT NUMBER SUPERVISOR: a start of it, which has this number from now on
  case ${state_of[$1]} in
    starting | active | stopping) ;;
    *) # Nobody asked for it: a supervisor may be killed, or the end of a service.
      kill -KILL -- "-$2" 2>/dev/null && say "$1 was started by its supervisor when it should not run"
      return
      ;;
  esac
  heard[$1]=$2
  [[ ${number[$1]-} != "$2" ]] || return
  [[ -z ${number[$1]-} ]] || say "$1 was started again by its supervisor"
  number[$1]=$2 pid[$1]=$2 supervisor[$1]=$3
  unset 'main_pid[$1]'
  write_state "$1"
  case ${state_of[$1]} in
    starting) in_seconds "$1" "${start_timeout[$1]}" start-timeout ;;
    stopping) signal "$1" ;;
  esac
}

on_active() {
  [[ ${state_of[$1]} = starting ]] || return
  never "$1"
  [[ -z ${watchdog[$1]-} ]] || in_seconds "$1" "${watchdog[$1]}" watchdog
  job_done "$1" active
}

on_exited() { # RemainAfterExit=: it is active without a process
  never "$1"
  code[$1]=0
  unset 'pid[$1]'
  if [[ ${state_of[$1]} = starting ]]; then job_done "$1" exited; else set_state "$1" exited; fi
}

on_finishing() { # UNIT PID
  pid[$1]=$2
  never "$1"
}

on_post-failed() {
  say "$1: ExecStartPost failed"
  give_up "$1" exit-code
}

give_up() { # give_up UNIT RESULT: the service is to end, and this is why
  echo "$2" 2>/dev/null >"scan/$1/result"
  result[$1]=$2
  code[$1]=1
  [[ -z ${pid[$1]-} ]] || signal "$1"
}

on_notified() {
  local unit=$1 key=$2 value=$3
  case $key in
    READY)
      : 2>/dev/null >"scan/$unit/ready"
      if [[ -n ${reloading[$unit]-} ]]; then
        unset 'reloading[$unit]'
        answer "$unit" 0
      elif [[ -z ${has_post[$unit]-} ]]; then
        on_active "$unit"
      fi
      ;;
    MAINPID) same_owner "$value" "${pid[$unit]:--}" && main_pid[$unit]=$value ;;
    WATCHDOG)
      if [[ $value = trigger ]]; then on_watchdog "$unit"
      elif [[ -n ${watchdog[$unit]-} && ${state_of[$unit]} = active ]]; then in_seconds "$unit" "${watchdog[$unit]}" watchdog; fi
      ;;
    EXTEND_TIMEOUT_USEC)
      local now
      clock
      [[ -z ${deadline[$unit]-} ]] || ((now + value < ${deadline[$unit]})) || deadline[$unit]=$((now + value))
      ;;
  esac
}

# Whether two processes run as the same user: a service cannot have the manager end what is not its own.
same_owner() {
  local file key uid first=
  for file in "/proc/$1/status" "/proc/$2/status"; do
    while read -r key uid _; do [[ $key != Uid: ]] || break; done 2>/dev/null <"$file" || return
    [[ -n $first ]] || { first=$uid; continue; }
    [[ $uid = "$first" ]]
  done
}

on_main() { main_pid[$1]=$2; }

on_stop-done() { # ExecStop has run
  [[ ${state_of[$1]} != stopping || -z ${pid[$1]-} ]] || signal "$1"
}

on_reloaded() { # UNIT NUMBER CODE
  [[ ${type[$1]} = notify-reload* && $3 = 0 ]] || answer "$1" "$3"
}

on_ended() { # UNIT RESULT CODE
  local unit=$1 other
  never "$unit"
  unset 'number[$unit]' 'pid[$unit]' 'main_pid[$unit]' 'reloading[$unit]'
  code[$unit]=$3
  result[$unit]=${result[$unit]:-$2}
  local ended_well=
  [[ ${result[$unit]} != success ]] || ended_well=1

  case ${state_of[$unit]} in
    stopping)
      stopped "$unit" inactive
      return
      ;;
    starting)
      if [[ -n $ended_well && ${type[$unit]} = notify* ]]; then
        result[$unit]=protocol ended_well=
      fi
      case ${result[$unit]} in
        condition)
          say "$unit was skipped: a condition is not met"
          job_done "$unit" inactive
          return
          ;;
        assert)
          code[$unit]=1
          say "$unit: an assertion is not met"
          failed "$unit"
          return
          ;;
      esac
      ;;
  esac

  if must_restart "$unit" || is_upheld "$unit"; then
    [[ -n $ended_well ]] || say "$unit ended with ${code[$unit]} (${result[$unit]}) and is started again"
    set_state "$unit" restarting
    # What only comes after it need not wait for the next attempt; what requires it does.
    if [[ ${job[$unit]-} = start ]]; then
      unset 'job[$unit]'
      retrying[$unit]=1
      touched+=(${successors[$unit]-})
    else
      for other in ${required_by[$unit]-} ${part_of_it[$unit]-}; do
        is_up "$other" && { again[$other]=1; unwant "$other"; }
      done
    fi
    in_seconds "$unit" "${restart_delay[$unit]:-0.1}" restart
  elif [[ -n $ended_well ]]; then
    if [[ ${job[$unit]-} = start ]]; then job_done "$unit" inactive; else stopped "$unit" inactive; fi
    for other in ${bound_by[$unit]-}; do unwant "$other"; done
    for other in ${on_success[$unit]-}; do want "$other"; done
  else
    failed "$unit"
  fi
}

# Upholds=: whether a unit that is up, or is to be, wants it up too.
is_upheld() {
  local other
  [[ -z $ending ]] || return
  for other in ${upheld_by[$1]-}; do
    case ${job[$other]-} in
      start) return 0 ;;
      '') ! is_up "$other" || return 0 ;;
    esac
  done
  return 1
}

must_restart() {
  local unit=$1 which
  [[ -z $ending ]] || return
  case " ${restart_force[$unit]-} " in *" ${code[$unit]} "*) return 0 ;; esac
  case " ${restart_prevent[$unit]-} " in *" ${code[$unit]} "*) return 1 ;; esac
  case ${restart[$unit]-no}-${result[$unit]} in
    always-* | on-success-success) ;;
    on-failure-success | on-abnormal-success | on-abort-success | on-watchdog-success) return 1 ;;
    on-failure-*) ;;
    on-abnormal-signal | on-abnormal-timeout | on-abnormal-watchdog) ;;
    on-abort-signal | on-watchdog-watchdog) ;;
    *) return 1 ;;
  esac
}

# A unit has failed and nothing starts it again: that ends the container, after OnFailure.
failed() {
  local unit=$1 other
  unset 'job[$unit]' 'pid[$unit]' 'retrying[$unit]'
  never "$unit"
  set_state "$unit" failed
  say "$unit failed: ${result[$unit]}, exit code ${code[$unit]:-1}"
  answer "$unit" 1
  dependents_fail "$unit"
  for other in ${bound_by[$unit]-}; do unwant "$other"; done
  touched+=(${successors[$unit]-})
  [[ -z $ending ]] || return
  local exit=${code[$unit]:-1}
  ((exit)) || exit=1
  if [[ -n ${on_failure[$unit]-} ]]; then
    for other in ${on_failure[$unit]}; do want "$other"; done
    failing=$exit failing_for=${on_failure[$unit]}
  else
    fatal "$exit"
  fi
}

fatal() {
  if [[ -n $keep_up ]]; then
    say "the container stays up, as S6_DONT_TERMINATE_ON_ERROR says"
  else
    shut_down "$1"
  fi
}
