# What finish and stop need beside service.

# decl_end: the end of every service, in its folder: ExecStop unless it was asked to stop, what is left of its processes,
# ExecStopPost, RuntimeDirectory.
decl_end() {
  if [[ ! -e skipped ]]; then
    decl_enter
    decl_quiet=
    export SERVICE_RESULT=$decl_result EXIT_CODE EXIT_STATUS INVOCATION_ID=$(<invocation)
    [[ -z $decl_has_stop || ! -e $decl_folder/started || -e $decl_folder/stopping || $decl_result != success ]] ||
      (decl_beside stop)
    decl_kill_rest
    [[ -z $decl_has_stop_post ]] || (decl_beside stop_post)
  fi
  [[ -z $decl_removes ]] || "$decl_coreutils/rm" -rf "${decl_runtime_directories[@]}"
}

# decl_beside FUNCTION: its commands where the service runs, with its output.
decl_beside() {
  streams
  working_directory "${decl_directory[@]:-/}"
  decl_timed "$1"
}

# decl_timed FUNCTION: its commands, each with TimeoutStopSec.
decl_timed() {
  decl_nice=("$decl_coreutils/timeout" -k 1 "$decl_stop_timeout" "${decl_nice[@]}")
  "$1"
}

# decl_clock: microseconds since the machine started, in `now`, which nobody can set.
decl_clock() {
  IFS=' ' read -r now _ </proc/uptime
  now=$((10#${now/./} * 10000))
}

# Ends what the service has left behind: KillSignal=, after TimeoutStopSec FinalKillSignal=, and after as long again it is left.
decl_kill_rest() {
  local process rest session=$decl_number signal=$decl_kill_signal period= now ends=
  [[ ! -s listener ]] || kill "$(<listener)" 2>/dev/null
  [[ $decl_kill_mode = control-group || $decl_kill_mode = mixed ]] || return
  [[ $decl_kill_mode = control-group ]] || signal=$decl_final_signal
  if [[ $decl_stop_timeout != infinity ]]; then
    # Microseconds.
    [[ $decl_stop_timeout != *.* ]] || period=${decl_stop_timeout#*.}
    period=${period}000000
    period=$((${decl_stop_timeout%.*} * 1000000 + 10#${period:0:6}))
    decl_clock
    ends=$((now + period))
  fi
  # When the container ends, the manager looks for what is left of all services at once.
  while if [[ ! -e $DECL_STATE/ending || $decl_type = forking ]]; then
    mapfile -t rest < <(decl_everything "$session") && ((${#rest[@]}))
  else
    rest=("-$session") && kill -0 -- "${rest[@]}" 2>/dev/null
  fi; do
    [[ -z $ends ]] || decl_clock
    if [[ -n $ends ]] && ((now >= ends)); then
      signal=$decl_final_signal
      [[ -n $signal ]] && ((now < ends + period)) || return
    fi
    [[ -z $signal ]] || for process in "${rest[@]}"; do kill -s "$signal" -- "$process" 2>/dev/null; done
    [[ $signal = "$decl_final_signal" ]] || signal=
    "$decl_coreutils/sleep" 0.02
  done
}
