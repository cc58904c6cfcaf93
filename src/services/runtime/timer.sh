# What the script of a timer may use; see OwnUnit in unit.ts. Times are seconds since 1970.
read -r BOOT_TIME <"$STATE/boot-time"
read -r MANAGER_TIME <"$STATE/manager-time"

# start UNIT
start() { ask start "$1"; }

# await_end UNIT: returns when it does not run
await_end() { ask wait "$1"; }

ask() {
  local answer
  [[ -p $STATE/timers/$TIMER.reply ]] || mkfifo -m 600 "$STATE/timers/$TIMER.reply"
  exec 4<>"$STATE/timers/$TIMER.reply"
  echo "ask $1 $2 $STATE/timers/$TIMER.reply" >"$STATE/events"
  read -r answer <&4
  # An answer that nobody waits for goes with the pipe.
  exec 4<&-
  return "$answer"
}

# active_since UNIT, inactive_since UNIT: when it last began to start, and when it last ended, or nothing
active_since() {
  local state since began ended rest
  { read -r state since began ended rest <"$STATE/units/$1"; } 2>/dev/null
  [[ $began != [0-9]* ]] || echo "$began"
}
inactive_since() {
  local state since began ended rest
  { read -r state since began ended rest <"$STATE/units/$1"; } 2>/dev/null
  [[ $ended != [0-9]* ]] || echo "$ended"
}
