# --- time ---
on_time() { # a unit's moment has come
  local unit=$1 what=${wakeup[$1]}
  never "$unit"
  case $what in
    start-timeout)
      say "$unit did not start in ${start_timeout[$unit]} s"
      give_up "$unit" timeout
      ;;
    stop-timeout)
      say "$unit did not stop in ${stop_timeout[$unit]} s"
      [[ -z ${final_signal[$unit]} || -z ${pid[$unit]-} ]] || {
        kill -s "${final_signal[$unit]}" -- "-${pid[$unit]}" ${main_pid[$unit]-} 2>/dev/null
      }
      ;;
    restart)
      set_state "$unit" inactive
      job[$unit]=start
      touched+=("$unit")
      ;;
    watchdog) on_watchdog "$unit" ;;
  esac
}

on_watchdog() {
  say "$1 did not tell its watchdog that it is well"
  kill_signal_saved=${kill_signal[$1]}
  kill_signal[$1]=ABRT
  give_up "$1" watchdog
  kill_signal[$1]=$kill_signal_saved
}

next_moment() { # seconds until the next thing that time brings, in `timeout`
  local unit next=
  for unit in "${!deadline[@]}"; do [[ -n $next ]] && ((deadline[$unit] >= next)) || next=${deadline[$unit]}; done
  for unit in $ends $hard_end; do [[ -n $next ]] && ((unit >= next)) || next=$unit; done
  timeout=
  [[ -n $next ]] || return
  next=$((next - ${EPOCHREALTIME/./}))
  ((next > 0)) || next=1
  printf -v timeout '%d.%06d' $((next / 1000000)) $((next % 1000000))
}

pass_moments() {
  local unit now=${EPOCHREALTIME/./}
  for unit in "${!deadline[@]}"; do ((deadline[$unit] > now)) || on_time "$unit"; done
  [[ -z $ends ]] || ((ends > now)) || kill_everything
  [[ -z $hard_end ]] || ((hard_end > now)) || exit_now
}
