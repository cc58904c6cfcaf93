# What the script of a timer may use; see OwnUnit in unit.ts.

# start UNIT
start() {
  local answer
  [[ -p $STATE/timers/$TIMER.reply ]] || mkfifo -m 600 "$STATE/timers/$TIMER.reply"
  exec 4<>"$STATE/timers/$TIMER.reply"
  echo "ask start $1 $STATE/timers/$TIMER.reply" >"$STATE/events"
  read -r answer <&4
  return "$answer"
}

# active_since UNIT, inactive_since UNIT: seconds since 1970, or nothing
active_since() {
  local state since active inactive
  { read -r state since active inactive <"$STATE/units/$1"; } 2>/dev/null
  [[ $active != [0-9]* ]] || echo "$active"
}
inactive_since() {
  local state since active inactive
  { read -r state since active inactive <"$STATE/units/$1"; } 2>/dev/null
  [[ $inactive != [0-9]* ]] || echo "$inactive"
}
