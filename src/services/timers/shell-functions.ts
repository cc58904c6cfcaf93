/** The bash functions that timers' scripts are made of, by name. Times are microseconds since 1970. */
export const SHELL_FUNCTIONS = {
  micros: `
# micros SECONDS: the same time, "12.5", in microseconds
micros() {
  local whole=\${1%%[.,]*} fraction=
  [[ $1 == *[.,]* ]] && fraction=\${1#*[.,]}
  fraction=\${fraction}000000
  REPLY=$((whole * 1000000 + 10#\${fraction:0:6}))
}`,
  nap: `
# nap MICROSECONDS: sleep, but hear signals
nap() {
  local fraction
  printf -v fraction '%06d' $(($1 % 1000000))
  sleep "$(($1 / 1000000)).$fraction" & wait $!
}`,
  since: `
# since active|inactive: when the unit last became so, or 0; what the timer began itself was active from then on, and counts
# as inactive at least since then
since() {
  local when own=$elapsed
  when=$("$1_since" "$unit")
  micros "\${when:-0}"
  [[ $1 == inactive ]] || own=$started
  [[ -z $elapsed ]] || ((REPLY > own)) || REPLY=$elapsed
}`,
  earliest: `
# earliest TIME: remember it, if it comes before what was found so far
earliest() {
  [[ -n $next ]] && ((next <= $1)) || next=$1
}`,
  offset: `
# offset SECONDS: what clocks here are ahead of UTC then, in seconds
offset() {
  local zone
  printf -v zone '%(%z)T' "$1"
  REPLY=$((\${zone:0:1}(10#\${zone:1:2} * 3600 + 10#\${zone:3:2} * 60)))
}`,
  first_instant: `
# first_instant LOCAL FRACTION AFTER: when clocks show that local second, the first time after AFTER; fails if they never do
first_instant() {
  local instant one two
  offset $(($1 - 86400)); one=$(($1 - REPLY))
  offset $(($1 + 86400)); two=$(($1 - REPLY))
  skipped=1
  for instant in $((one < two ? one : two)) $((one < two ? two : one)); do
    offset "$instant"
    ((instant + REPLY == $1)) || continue
    skipped=
    REPLY=$((instant * 1000000 + $2))
    ((REPLY <= $3)) || return 0
  done
  return 1
}`,
  calendar: `
# calendar AFTER ZONE YEARS MONTHS DAYS WEEKDAYS HOURS MINUTES SECONDS: the first of these times after AFTER.
# Lists, or * for any; day ~1 is the last of its month; weekday 1 is Monday; ZONE is a value of TZ, or - for the local zone.
# Fails when there is none before the year 2200.
calendar() {
  local after=$1 years=" $3 " months=" $4 " days=" $5 " weekdays=" $6 " hours=$7 minutes=$8 seconds=$9
  local start=$((($1 + 1) / 1000000)) from year month day length first epoch_day hour minute second skipped skipped_minute
  [[ $2 == - ]] || local -x TZ=$2
  [[ $hours != '*' ]] || hours=$(echo {0..23})
  [[ $minutes != '*' ]] || minutes=$(echo {0..59})
  [[ $seconds != '*' ]] || seconds=$(echo {0..59})
  offset "$start"
  from=$((start + REPLY)) # in local time
  printf -v year '%(%-Y)T' "$start"
  printf -v month '%(%-m)T' "$start"
  printf -v day '%(%-d)T' "$start"
  for (( ; year <= 2199; year++, month = 1, day = 1)); do
    [[ $years == ' * ' || $years == *" $year "* ]] || continue
    for (( ; month <= 12; month++, day = 1)); do
      [[ $months == ' * ' || $months == *" $month "* ]] || continue
      # The days from 1970 to the month's first: years begin in March here, so that leap days come last.
      first=$((365 * (year - (month < 3)) + (year - (month < 3)) / 4 - (year - (month < 3)) / 100))
      first=$((first + (year - (month < 3)) / 400 + (153 * ((month + 9) % 12) + 2) / 5 - 719468))
      length=$((30 + (month + month / 8) % 2))
      ((month != 2)) || length=$((year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28))
      for (( ; day <= length; day++)); do
        [[ $days == ' * ' || $days == *" $day "* || $days == *" ~$((length - day + 1)) "* ]] || continue
        epoch_day=$((first + day - 1))
        [[ $weekdays == ' * ' || $weekdays == *" $(((epoch_day + 3) % 7 + 1)) "* ]] || continue
        for hour in $hours; do
          ((epoch_day * 86400 + hour * 3600 + 3600 > from)) || continue
          for minute in $minutes; do
            ((epoch_day * 86400 + hour * 3600 + minute * 60 + 60 > from)) || continue
            for second in $seconds; do
              micros "$second"
              second=$((epoch_day * 86400 + hour * 3600 + minute * 60 + REPLY / 1000000))
              ((second * 1000000 + REPLY % 1000000 >= from * 1000000 + (after + 1) % 1000000)) || continue
              [[ $skipped_minute != $((second / 60)) ]] || continue
              first_instant "$second" $((REPLY % 1000000)) "$after" && return 0
              [[ -z $skipped ]] || skipped_minute=$((second / 60)) # clocks are set by whole minutes
            done
          done
        done
      done
    done
  done
  return 1
}`,
} as const;

export type ShellFunction = keyof typeof SHELL_FUNCTIONS;

/** The text of some of them, in a fixed order, with what they need. */
export function shellFunctions(names: Iterable<ShellFunction>): string {
  const wanted = new Set(names);
  if (wanted.has("calendar")) for (const name of ["micros", "offset", "first_instant"] as const) wanted.add(name);
  return Object.entries(SHELL_FUNCTIONS)
    .filter(([name]) => wanted.has(name as ShellFunction)) // the record's own names
    .map(([, text]) => `${text.trim()}\n`)
    .join("\n");
}
