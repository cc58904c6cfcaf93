# --- time ---
# clock: microseconds since the machine started, in `now`: whoever sets the wall clock moves no deadline. In steps of 10 ms.
clock() {
  local seconds
  read -r seconds _ </proc/uptime
  now=$((10#${seconds/./} * 10000))
}

micros() { # micros SECONDS: "1.5" in microseconds, in REPLY
  local fraction=0
  [[ $1 != *.* ]] || fraction=${1#*.}000000
  REPLY=$((${1%.*} * 1000000 + 10#${fraction:0:6}))
}

in_seconds() { # in_seconds UNIT SECONDS WHAT: at most one thing is awaited for a unit
  local now
  [[ $2 != infinity ]] || { never "$1"; return; }
  clock
  micros "$2"
  deadline[$1]=$((now + REPLY)) wakeup[$1]=$3
  no_later_than "${deadline[$1]}"
}
never() { unset 'deadline[$1]' 'wakeup[$1]'; }

# The next moment at which something may be due: what has been called off since then is still counted, and costs one look more.
next=
no_later_than() { [[ -n $next ]] && ((next <= $1)) || next=$1; }
next_moment() {
  local each
  next=
  for each in "${deadline[@]}" $ends $hard_end; do no_later_than "$each"; done
}

on_time() { # a unit's moment has come
  local unit=$1 what=${wakeup[$1]}
  never "$unit"
  case $what in
    start-timeout)
      say "$unit did not start in ${start_timeout[$unit]} s"
      give_up "$unit" timeout
      ;;
    lost-end) on_ended "$unit" exit-code 1 ;;
    supervisor-timeout) bring_up "$unit" ;;
    stop-timeout)
      [[ -n ${number[$unit]-} ]] || { unsupervised "$unit"; return; }
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

pass_moments() {
  local unit now
  clock
  for unit in "${!deadline[@]}"; do
    # What one brings may take away another.
    [[ -z ${deadline[$unit]-} ]] || ((${deadline[$unit]} > now)) || on_time "$unit"
  done
  [[ -z $ends ]] || ((ends > now)) || kill_everything
  [[ -z $hard_end ]] || ((hard_end > now)) || exit_now
  next_moment
}

# Reads the next line of the pipe into `event`; fails when it is time for something else. When time runs out in the middle of a
# line, `read` leaves what it has, and the rest comes with the next call. What has been said counts before what time brings, but
# nobody may talk without end.
unread=
next_event() {
  local part left now timeout=
  if [[ -n $next ]]; then
    clock
    left=$((next - now))
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
    ask | shutdown | running | reloaded | command-running | command-ended) "on_$what" "${event[@]:1}" ;;
    active | exited | finishing | ended | main | notified | post-failed | stop-done)
      [[ -n $unit && ${number[$unit]-} = "${event[2]-}" ]] || return # an earlier start of it, late
      "on_$what" "$unit" "${event[@]:3}"
      ;;
  esac
}
