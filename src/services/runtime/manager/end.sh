# --- the end ---
shut_down() { # shut_down CODE
  [[ -z $ending ]] || return
  ending=1 ending_code=$1 failing=
  : 2>/dev/null >ending
  printf '%03d\n' "$1" 1<>exit-code
  local unit now
  clock
  ends=$((now + grace * 1000000))
  no_later_than "$ends"
  for unit in "${units[@]}"; do
    if [[ ${job[$unit]-} = start ]]; then case ${state_of[$unit]} in
      inactive | failed)
        unset 'job[$unit]'
        answer "$unit" 1
        ;;
    esac; fi
  done
  if [[ $command != 0 && -z $command_over ]]; then
    if [[ -n $command_pid ]]; then
      kill -TERM -- "-$command_pid" 2>/dev/null
      return # the services stop when the command has ended
    fi
    [[ -n $ready ]] || echo no 1<>command
  fi
  stop_everything
}

stop_everything() {
  local unit
  for unit in "${units[@]}"; do unwant "$unit"; done
}

# The grace period is nearly over: no order any more.
kill_everything() {
  local unit now
  say "not everything stopped in time"
  ends=
  [[ -z $command_pid ]] || kill -KILL -- "-$command_pid" 2>/dev/null
  command_over=1
  for unit in "${units[@]}"; do
    never "$unit"
    if [[ -n ${pid[$unit]-} ]]; then
      : 2>/dev/null >"scan/$unit/stopping"
      set_state "$unit" stopping
      kill -KILL -- "-${pid[$unit]}" ${main_pid[$unit]-} 2>/dev/null
    else
      unset 'job[$unit]'
      set_state "$unit" inactive
    fi
  done
  clock
  hard_end=$((now + 500000))
  no_later_than "$hard_end"
}

on_command-running() {
  command_pid=$1
  echo "$1" 2>/dev/null >command-running
  [[ -z $ending ]] || kill -TERM -- "-$command_pid"
}
on_command-ended() {
  command_over=1 command_pid=
  if [[ -n $ending ]]; then
    ending_code=$1
    printf '%03d\n' "$1" 1<>exit-code
    stop_everything
  else
    shut_down "$1"
  fi
}

# Whether there is still something to wait for.
is_busy() {
  local unit
  [[ ${#job[@]} = 0 ]] || return 0
  [[ $command = 0 || -n $command_over ]] || { [[ -n $ending && -z $command_pid ]] || return 0; }
  for unit in "${units[@]}"; do
    case ${state_of[$unit]} in
      starting | stopping | restarting) return 0 ;;
      active | exited) [[ -n $ending ]] && return 0
        [[ ${state_of[$unit]} = active ]] && is_service "$unit" && return 0 ;;
    esac
  done
  return 1
}

# Every service has stopped: the supervisor ends, and waits for the loggers.
exit_now() {
  : 2>/dev/null >ended
  exec s6-svscanctl -t scan
}
