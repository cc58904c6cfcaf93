# --- time ---
on_time() { # a unit's moment has come
  local unit=$1 what=${wakeup[$1]}
  never "$unit"
  case $what in
    start-timeout)
      say "$unit did not start in ${start_timeout[$unit]} s"
      give_up "$unit" timeout
      ;;
    supervisor-timeout) # It was told, and nothing came; a service that runs does not mind being told again.
      s6-svc -U "scan/$unit" 2>/dev/null
      in_seconds "$unit" 90 supervisor-timeout
      ;;
    stop-timeout)
      say "$unit did not stop in ${stop_timeout[$unit]} s"
      [[ -z ${final_signal[$unit]} || -z ${pid[$unit]-} ]] || {
        local target=-${pid[$unit]}
        # What KillMode= leaves alone is left alone to the end.
        case ${kill_mode[$unit]} in process | none) target=${pid[$unit]} ;; esac
        kill -s "${final_signal[$unit]}" -- "$target" ${main_pid[$unit]-} 2>/dev/null
      }
      ;;
    restart)
      # For others it has not been inactive meanwhile.
      state_of[$unit]=inactive job[$unit]=start
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

next_moment() { # when the next thing is that time brings, in `next`
  local each
  next=
  for each in "${deadline[@]}" $ends $hard_end; do [[ -n $next ]] && ((each >= next)) || next=$each; done
}

pass_moments() {
  local unit now=${EPOCHREALTIME/./}
  for unit in "${!deadline[@]}"; do
    # What one brings may take away another.
    [[ -z ${deadline[$unit]-} ]] || ((${deadline[$unit]} > now)) || on_time "$unit"
  done
  [[ -z $ends ]] || ((ends > now)) || kill_everything
  [[ -z $hard_end ]] || ((hard_end > now)) || exit_now
}

# Reads the next line of the pipe into `event`; fails when it is time for something else. When time runs out in the middle of a
# line, `read` leaves what it has, and the rest comes with the next call. What has been said counts before what time brings, but
# nobody may talk without end.
unread=
next_event() {
  local part left timeout=
  next_moment
  if [[ -n $next ]]; then
    left=$((next - ${EPOCHREALTIME/./}))
    if ((left > 0)); then printf -v timeout '%d.%06d' $((left / 1000000)) $((left % 1000000))
    else ((left > -1000000)) && read -r -t 0 -u 3 || return; fi
  fi
  IFS= read -r ${timeout:+-t "$timeout"} -u 3 part || { unread+=$part; return 1; }
  event=($unread$part)
  unread=
}

handle_event() {
  local what=${event[0]-} unit=${event[1]-}
  case $what in
    ask | shutdown | running | unsupervised | reloaded | command-running | command-ended) "on_$what" "${event[@]:1}" ;;
    active | exited | finishing | ended | main | notified | post-failed | stop-done)
      [[ -n $unit && ${number[$unit]-} = "${event[2]-}" ]] || return # an earlier start of it, late
      "on_$what" "$unit" "${event[@]:3}"
      ;;
  esac
}
