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
  local unit index
  # There may come more while it goes on.
  for ((index = 0; index < ${#touched[@]}; index++)); do
    unit=${touched[index]}
    case ${job[$unit]-} in
      start) try_start "$unit" ;;
      stop) try_stop "$unit" ;;
    esac
  done
  touched=()
}

try_start() {
  local unit=$1 other
  case ${state_of[$unit]} in inactive | failed) ;; *) return ;; esac
  other=${blocker[$unit]-}
  [[ -z $other || -z ${job[$other]-} ]] || return
  for other in ${after[$unit]-} ${conflicts[$unit]-} ${conflicted_by[$unit]-}; do
    [[ -z ${job[$other]-} ]] || { blocker[$unit]=$other; return; }
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
  local now stamp recent=()
  if ((${limit_burst[$unit]:-0} > 0)); then
    clock
    micros "${limit_interval[$unit]}"
    for stamp in ${starts[$unit]-}; do ((stamp + REPLY <= now)) || recent+=("$stamp"); done
    if ((${#recent[@]} >= ${limit_burst[$unit]})); then
      result[$unit]=start-limit-hit
      failed "$unit"
      return
    fi
    starts[$unit]="${recent[*]} $now"
  fi
  unset 'result[$unit]' 'pid[$unit]' 'number[$unit]' 'asked[$unit]' 'told[$unit]'
  set_state "$unit" starting
  bring_up "$unit"
}

# Tells the supervisor, until the service says that it runs. One whose service has said that it ended, but that still waits for its
# script to be gone, will remember.
bring_up() {
  local unit=$1 folder=scan/$1 now
  clock
  : "${asked[$unit]:=$now}"
  # s6-supervise listens before it writes its status. At the very beginning it may not have come to that.
  if [[ -z ${told[$unit]-} && -e $folder/supervise/status ]]; then
    # What s6-svc -U does, without a process; it is lost when the supervisor was killed just now.
    printf U 1<>"$folder/supervise/control"
    told[$unit]=1
    in_seconds "$unit" 3 supervisor-timeout
  elif [[ -n ${told[$unit]-} ]] && ((now - ${asked[$unit]} < 60000000)) && has_begun "$unit"; then
    # Told again, it would run twice: its word is still unread.
    in_seconds "$unit" 3 supervisor-timeout
  elif [[ -n ${told[$unit]-} ]] && s6-svc -U "$folder" 2>/dev/null; then
    # A service that runs does not mind being told again.
    in_seconds "$unit" 90 supervisor-timeout
  elif ((now - ${asked[$unit]} < 60000000)); then
    in_seconds "$unit" 0.02 supervisor-timeout
  else
    unsupervised "$unit"
  fi
}

# Whether a start of the service is under way that the manager has not heard of: each writes its number before its word.
has_begun() {
  local running=
  { read -r running <"scan/$1/running"; } 2>/dev/null
  [[ -n $running && $running != "${heard[$1]-}" ]]
}

unsupervised() { # its supervisor does not answer
  say "$1 has no supervisor"
  on_ended "$1" resources 1
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
