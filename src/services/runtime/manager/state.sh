#!@bash@/bin/bash -p
# manager INIT-FOLDER STATE-FOLDER CONTAINER-HAS-A-COMMAND
#
# Decides what starts and stops, and when. It reads the plan, then one line after the other from $state/events, where the
# services' scripts say what happened. Units have a state (inactive, starting, active, exited, restarting, stopping, failed)
# and sometimes a job (start, stop) that waits for others or goes on. Only this process changes them.
#
# Each start of a service has a number: the id of the process that runs it first. What services say has that number, and what
# an earlier start says late counts for nothing. Deadlines are microseconds on the clock of time.sh, times in units/ seconds
# since 1970.
init=$1 state=$2 command=$3
PATH=@s6@/bin:@coreutils@/bin
cd "$state" || exit 111
exec 3<>events
set -f

# By unit: what it is doing now.
declare -A state_of=() job=() result=() code=()
declare -A again=()                 # start it when it has stopped
declare -A retrying=()              # its start failed and is tried again
declare -A reloading=()             # READY=1 will end a reload
declare -A known=()                 # only while a new manager finds its way: what the one before has begun with
declare -A number=() heard=()      # of the start that goes on, and of the last one that has said that it runs
declare -A pid=() main_pid=() supervisor=()
declare -A deadline=() wakeup=()    # when something is to happen to it, and what
declare -A asked=() told=()         # since when its supervisor is to start it, and whether it has been told
declare -A blocker=()               # one of those it waited for when it was last looked at
declare -A starts=() wait_for=() wait_for_end=()
wait_for_idle=
declare -A since=()                 # when it came into its state
declare -A began=() ended=()        # when it last left the state inactive (or failed), and when it came back to it

# By unit: what the plan says.
declare -A after=() wants=() requires=() binds=() requisite=() part_of=() conflicts=() upholds=() on_failure=() on_success=()
declare -A has_checks=() preserves=()
declare -A type=() start_timeout=() stop_timeout=() kill_mode=() kill_signal=() final_signal=() has_stop=() has_post=()
declare -A restart=() restart_delay=() restart_prevent=() restart_force=() limit_interval=() limit_burst=() watchdog=()

# Units by their aliases.
declare -A called=()

# The same from the other side.
declare -A successors=() required_by=() bound_by=() part_of_it=() conflicted_by=() upheld_by=()

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
      aliases) for other in $value; do called[$other]=$unit; done ;;
      *)
        local -n property=$key
        property[$unit]=$value
        case $key in
          after) for other in $value; do successors[$other]+=" $unit"; done ;;
          requires | requisite) for other in $value; do required_by[$other]+=" $unit"; done ;;
          binds) for other in $value; do bound_by[$other]+=" $unit" required_by[$other]+=" $unit"; done ;;
          part_of) for other in $value; do part_of_it[$other]+=" $unit"; done ;;
          conflicts) for other in $value; do conflicted_by[$other]+=" $unit"; done ;;
          upholds) for other in $value; do upheld_by[$other]+=" $unit"; done ;;
        esac
        ;;
    esac
  done <"$init/plan"
}
say() { echo "init: $*" >&2; }

# The folder units/ is for people, for timers and for the next manager: STATE SINCE BEGAN ENDED NUMBER JOB, times in seconds.
# A line is always as long and written over the one before, so that nobody finds the file empty, and a full disk does no harm.
write_state() {
  local times="${since[$1]:--} ${began[$1]:--} ${ended[$1]:--}"
  printf '%-99s\n' "${state_of[$1]} $times ${number[$1]:--} ${job[$1]:--}" 2>/dev/null 1<>"units/$1"
}
set_state() {
  local now=$EPOCHREALTIME was=${state_of[$1]}
  state_of[$1]=$2 since[$1]=$now
  case $2 in
    inactive | failed)
      [[ -z ${preserves[$1]-} || ( -n ${again[$1]-} && -z $ending ) ]] || remove_directories "$1"
      ended[$1]=$now
      answer_ended "$1"
      ;;
    *) case $was in inactive | failed) began[$1]=$now ;; esac ;;
  esac
  write_state "$1"
}

# RuntimeDirectoryPreserve=restart: what has not been removed when the service ended.
remove_directories() { DECL_INIT=$init DECL_STATE=$state "$init/lib/remove" "$1" 3>&-; }

is_service() { [[ $1 = *.service || $1 = *.timer ]]; }
is_up() { [[ ${state_of[$1]} = active || ${state_of[$1]} = exited ]]; }
