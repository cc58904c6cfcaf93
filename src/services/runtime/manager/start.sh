# --- starting ---
want() { # want UNIT: it and what it needs shall be started
  local unit=$1 other
  [[ -z $ending && -n ${state_of[$unit]-} && -z ${known[$unit]-} ]] || return
  if [[ ${job[$unit]-} = stop || ${state_of[$unit]} = stopping ]]; then
    again[$unit]=1
    return
  fi
  [[ ${job[$unit]-} != start ]] && ! is_up "$unit" || return
  job[$unit]=start
  write_state "$unit"
  for other in ${conflicts[$unit]-} ${conflicted_by[$unit]-}; do unwant "$other"; done
  for other in ${requires[$unit]-} ${binds[$unit]-} ${wants[$unit]-} ${upholds[$unit]-}; do want "$other"; done
  touched+=("$unit")
}

# What may go on after something changed.
settle() {
  local unit
  while ((${#touched[@]})); do
    unit=${touched[0]}
    touched=("${touched[@]:1}")
    case ${job[$unit]-} in
      start) try_start "$unit" ;;
      stop) try_stop "$unit" ;;
    esac
  done
}

try_start() {
  local unit=$1 other
  case ${state_of[$unit]} in inactive | failed) ;; *) return ;; esac
  for other in ${after[$unit]-} ${conflicts[$unit]-} ${conflicted_by[$unit]-}; do
    [[ -z ${job[$other]-} ]] || return
    [[ ${state_of[$other]-} != stopping ]] || return
  done
  # A unit that is required and after which this one comes may fail and be restarted: wait for how that ends.
  for other in ${requires[$unit]-} ${binds[$unit]-}; do
    [[ ${state_of[$other]-} = restarting || -n ${retrying[$other]-} ]] && [[ " ${after[$unit]-} " = *" $other "* ]] && return
  done
  for other in ${requisite[$unit]-}; do
    is_up "$other" || { start_failed "$unit" "$other, its Requisite, is not active"; return; }
  done
  start "$unit"
}

start() {
  local unit=$1
  if ! is_service "$unit"; then
    start_target "$unit"
    return
  fi
  # StartLimitIntervalSec, StartLimitBurst
  local now=${EPOCHREALTIME/./} stamp recent=()
  if ((${limit_burst[$unit]:-0} > 0)); then
    micros "${limit_interval[$unit]}"
    for stamp in ${starts[$unit]-}; do ((stamp + REPLY <= now)) || recent+=("$stamp"); done
    if ((${#recent[@]} >= ${limit_burst[$unit]})); then
      result[$unit]=start-limit-hit
      failed "$unit"
      return
    fi
    starts[$unit]="${recent[*]} $now"
  fi
  unset 'result[$unit]' 'pid[$unit]' 'number[$unit]'
  set_state "$unit" starting
  in_seconds "$unit" 90 supervisor-timeout
  bring_up "$unit"
}

# Tells the supervisor, beside everything else, for at the very beginning it may not listen yet. One whose service has said that
# it ended, but that still waits for its script to be gone, will remember.
bring_up() {
  local unit=$1 attempts=0
  {
    until s6-svc -U "scan/$unit" 2>/dev/null; do
      ((++attempts < 3000)) || { echo "unsupervised $unit" >&3; break; }
      sleep 0.02
    done
  } &
}

# A target is active at once, if its conditions are met.
start_target() {
  local unit=$1
  if [[ -n ${has_checks[$unit]-} ]]; then
    "$init/lib/check" "$init/units/$unit/checks" "$state" 3>&-
    case $? in
      0) ;;
      1)
        say "$unit was skipped: a condition is not met"
        job_done "$unit" inactive
        return
        ;;
      *)
        say "$unit: an assertion is not met"
        result[$unit]=assert code[$unit]=1
        failed "$unit"
        return
        ;;
    esac
  fi
  job_done "$unit" active
}

# A start job is over: the unit is in the state it shall have.
job_done() {
  local unit=$1
  [[ ${job[$unit]-} != start ]] || unset 'job[$unit]'
  unset 'retrying[$unit]'
  set_state "$unit" "$2"
  answer "$unit" 0
  touched+=(${successors[$unit]-} ${conflicts[$unit]-} ${conflicted_by[$unit]-})
}

# A start job has failed before anything ran.
start_failed() {
  local unit=$1
  unset 'job[$unit]' 'retrying[$unit]'
  set_state "$unit" inactive
  say "$unit is not started: $2"
  answer "$unit" 1
  dependents_fail "$unit"
  touched+=(${successors[$unit]-})
}

dependents_fail() {
  local other
  for other in ${required_by[$1]-}; do
    if [[ ${job[$other]-} = start ]]; then case ${state_of[$other]} in
      inactive | failed) start_failed "$other" "$1, which it requires, failed" ;;
    esac; fi
  done
}

answer() { # answer UNIT CODE: to those who asked with the program `unit`
  reply_to "$2" ${wait_for[$1]-}
  unset 'wait_for[$1]'
}
answer_ended() { # answer_ended UNIT: to those who wait until it has ended
  reply_to 0 ${wait_for_end[$1]-}
  unset 'wait_for_end[$1]'
}
reply_to() { # reply_to CODE [PIPE]...
  local reply
  for reply in "${@:2}"; do [[ ! -p $reply ]] || echo "$1" 1<>"$reply"; done
}
