#!@bash@/bin/bash -p
# manager INIT-FOLDER STATE-FOLDER CONTAINER-HAS-A-COMMAND
#
# Decides what starts and stops, and when. It reads the plan, then one line after the other from $state/events, where the
# services' scripts say what happened. Units have a state (inactive, starting, active, exited, restarting, stopping, failed)
# and sometimes a job (start, stop) that waits for others or goes on. Only this process changes them.
init=$1 state=$2 command=$3
PATH=@s6@/bin:@coreutils@/bin
cd "$state" || exit 111
exec 3<>events

# By unit: what it is doing now.
declare -A state_of=() job=() result=() code=()
declare -A again=()                 # start it when it has stopped
declare -A retrying=()              # its start failed and is tried again
declare -A reloading=()             # READY=1 will end a reload
declare -A ran_before=()            # only while a new manager finds its way
declare -A pid=() main_pid=() supervisor=()
declare -A deadline=() wakeup=()    # when something is to happen to it (microseconds), and what
declare -A starts=() wait_for=() active_since=() inactive_since=()

# By unit: what the plan says.
declare -A after=() wants=() requires=() binds=() requisite=() part_of=() conflicts=() on_failure=() on_success=()
declare -A type=() start_timeout=() stop_timeout=() kill_mode=() kill_signal=() final_signal=() has_stop=() has_post=()
declare -A restart=() restart_delay=() restart_prevent=() restart_force=() limit_interval=() limit_burst=() watchdog=()

# The same from the other side.
declare -A successors=() required_by=() bound_by=() part_of_it=() conflicted_by=()

units=()
touched=()                          # units that may go on, after something changed
ready= command_pid= command_over=
ending= ends= hard_end=             # the container ends: when nothing may be left, and when nobody waits any more
failing= failing_for=               # it will end with this code, after these units

# The container's environment, for what is started beside the supervisors.
mapfile -d '' -t environment <environment
keep_up= grace=@grace@
for variable in "${environment[@]}"; do
  case $variable in
    S6_DONT_TERMINATE_ON_ERROR=?*) keep_up=1 ;;
    DECL_STOP_SECONDS=[1-9]*) grace=$((${variable#*=} - 1)) ;;
  esac
done

# --- the plan: lines of "unit NAME" and then what concerns it ---
read_plan() {
  local key value unit= other
  while read -r key value; do
    case $key in
      '' | '#'*) ;;
      unit)
        unit=$value
        units+=("$unit")
        state_of[$unit]=inactive
        ;;
      *)
        local -n property=$key
        property[$unit]=$value
        case $key in
          after) for other in $value; do successors[$other]+=" $unit"; done ;;
          requires | requisite) for other in $value; do required_by[$other]+=" $unit"; done ;;
          binds) for other in $value; do bound_by[$other]+=" $unit" required_by[$other]+=" $unit"; done ;;
          part_of) for other in $value; do part_of_it[$other]+=" $unit"; done ;;
          conflicts) for other in $value; do conflicted_by[$other]+=" $unit"; done ;;
        esac
        ;;
    esac
  done <"$init/plan"
}
say() { echo "init: $*" >&2; }

# The folder units/ is for people and timers: STATE SINCE ACTIVE-SINCE INACTIVE-SINCE.
set_state() {
  local now=$EPOCHSECONDS
  state_of[$1]=$2
  case $2 in
    active | exited) active_since[$1]=$now ;;
    inactive | failed) inactive_since[$1]=$now ;;
  esac
  echo "$2 $now ${active_since[$1]:--} ${inactive_since[$1]:--}" 2>/dev/null >"units/$1"
}

is_service() { [[ $1 = *.service || $1 = *.timer ]]; }
is_up() { [[ ${state_of[$1]} = active || ${state_of[$1]} = exited ]]; }
in_seconds() { # in_seconds UNIT SECONDS WHAT: at most one thing is awaited for a unit
  [[ $2 = infinity ]] && { unset "deadline[$1]"; return; }
  local whole=${2%.*} fraction=0
  [[ $2 != *.* ]] || fraction=${2#*.}000000
  deadline[$1]=$((${EPOCHREALTIME/./} + whole * 1000000 + 10#${fraction:0:6}))
  wakeup[$1]=$3
}
never() { unset "deadline[$1]"; }
