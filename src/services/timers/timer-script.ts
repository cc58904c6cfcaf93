import { calendarCall } from "./calendar-call.ts";
import { type ShellFunction, shellFunctions } from "./shell-functions.ts";
import type { SnoozeCall } from "./snooze.ts";
import type { Monotonic, MonotonicBase, Timer } from "./timer.ts";
import { timerSettings, watchesUnit } from "./timer.ts";

/** Where systemd keeps the stamps of persistent timers. */
const STAMPS = "/var/lib/systemd/timers";

/** A sleep is never longer, so that a clock that is set is noticed: seconds. */
const LONGEST_NAP = 60;

/** The script of a timer that snooze can wait for. */
export function snoozeScript(timer: Timer, call: SnoozeCall): string {
  const options = call.arguments.map((argument) => (/^[\w,-]+$/.test(argument) ? argument : `'${argument}'`)).join(" ");
  return `${heading(timer)}
mkdir -p "$STATE/timers"
stamp=$STATE/timers/${timer.name}
touch "$stamp"
${persistence(timer, '[[ -e $stamp ]] || touch "$stamp"')}
while :; do
  # The first time after the stamp's, however late it is by now: what was missed is made up for once.
  TZ=${call.zone} snooze -t "$stamp" -s 36500d ${options} & wait $! || exit
  touch "$stamp"
  start "$unit"
  await_end "$unit"
done
`;
}

/** The script of any timer. */
export function loopScript(timer: Timer, zoneinfo: string | undefined): string {
  const watches = watchesUnit(timer);
  const functions: ShellFunction[] = ["micros", "nap", "earliest"];
  if (watches) functions.push("since");
  if (timer.calendars.length > 0) functions.push("calendar");
  return `${heading(timer)}
${shellFunctions(functions)}
# The next time to elapse, or nothing when none is left
find_next() {
  local base
  next=
${indented(nextLines(timer, zoneinfo))}
  ((delay == 0)) || [[ -z $next ]] || next=$((next + delay))
}

# What is added to the next time, in microseconds
draw_delay() {
${indented(delayLines(timer))}
}

mkdir -p "$STATE/timers"
micros "$EPOCHREALTIME"; activated=$REPLY
micros "$MANAGER_TIME"; manager_time=$REPLY
micros "$BOOT_TIME"; boot_time=$REPLY
elapsed= # when it last did, in this container
# This script may have run before, if something killed it.
stamp=$STATE/timers/${timer.name}
if [[ -e $stamp ]]; then
  micros "$(stat -c %.6Y "$stamp")"
  ((REPLY < boot_time)) || elapsed=$REPLY
fi
last=$elapsed # when it last did, in any container
${watches ? "started=$elapsed # when the last start had ended\n" : ""}${persistence(timer, 'if [[ -e $stamp ]]; then micros "$(stat -c %.6Y "$stamp")"; ((REPLY > activated)) || last=$REPLY; else touch "$stamp"; fi')}
draw_delay
while :; do
  find_next
${indented(
  watches
    ? [`[[ -n $next ]] || { nap ${longestNap(timer.monotonic) * 1_000_000}; continue; }`]
    : ["[[ -n $next ]] || exec sleep infinity # nothing is left to do"],
)}
  micros "$EPOCHREALTIME"
  left=$((next - REPLY))
  if ((left > 0)); then
    nap $((left < ${longestNap(timer.monotonic) * 1_000_000} ? left : ${longestNap(timer.monotonic) * 1_000_000}))
    continue
  fi
  elapsed=$REPLY last=$REPLY
  touch "$STATE/timers/${timer.name}"${timer.persistent ? ' "$stamp"' : ""}
  start "$unit"
${watches ? '  micros "$EPOCHREALTIME"; started=$REPLY\n' : ""}  await_end "$unit"
${timer.deferReactivation ? '  micros "$EPOCHREALTIME"; last=$REPLY\n' : ""}  draw_delay
done
`;
}

function heading(timer: Timer): string {
  return `# ${timer.name} starts ${timer.unit}
${timerSettings(timer)
  .map((setting) => `#   ${setting}\n`)
  .join("")}
unit='${timer.unit}'
trap 'kill $(jobs -p) 2>/dev/null; exit' TERM
`;
}

/** `read` is run when the stamp can be written. */
function persistence(timer: Timer, read: string): string {
  if (!timer.persistent) return "";
  return `
# Persistent=true: the stamp outlives the container if ${STAMPS} is on a volume.
if mkdir -p ${STAMPS} 2>/dev/null && [[ -w ${STAMPS} ]]; then
  stamp=${STAMPS}/stamp-${timer.name}
  ${read}
else
  echo "${timer.name}: ${STAMPS} cannot be written, so Persistent=true has no effect" >&2
fi
`;
}

const ONCE: Readonly<Record<Exclude<MonotonicBase, "OnUnitActiveSec" | "OnUnitInactiveSec">, string>> = {
  OnActiveSec: "activated",
  OnBootSec: "boot_time",
  OnStartupSec: "manager_time",
};

function nextLines(timer: Timer, zoneinfo: string | undefined): string[] {
  return [
    ...timer.calendars.flatMap((calendar) => [
      `if calendar "\${last:-$activated}" ${calendarCall(calendar, zoneinfo)}; then`,
      "  earliest $((REPLY > manager_time ? REPLY : manager_time)) # what was missed is made up for now",
      "fi",
    ]),
    ...timer.monotonic.flatMap(({ base, span }) => {
      const microseconds = Math.round(span * 1000);
      if (base === "OnUnitActiveSec" || base === "OnUnitInactiveSec") {
        const state = base === "OnUnitActiveSec" ? "active" : "inactive";
        return [`since ${state}`, `((REPLY == 0)) || earliest $((REPLY + ${microseconds})) # ${base}`];
      }
      return [
        `base=$((${ONCE[base]} + ${microseconds})) # ${base}, once`,
        "[[ -n $elapsed ]] && ((base <= elapsed)) || earliest $base",
      ];
    }),
  ];
}

function delayLines({ name, randomizedDelay, fixedRandomDelay }: Timer): string[] {
  const range = Math.round(randomizedDelay * 1000);
  if (range === 0) return ["delay=0"];
  if (!fixedRandomDelay) return [`delay=$(((SRANDOM << 31 ^ SRANDOM) % ${range + 1}))`];
  return [
    "# A number that this container always has for this timer",
    `delay=$(printf '%s' "$HOSTNAME ${name}" | cksum)`,
    `delay=$((\${delay%% *} * 1000 % ${range + 1}))`,
  ];
}

/** Seconds. Looking as often as the shortest span, no start of the unit by something else is seen too late. */
function longestNap(monotonic: readonly Monotonic[]): number {
  const spans = monotonic.filter(({ base }) => base.startsWith("OnUnit")).map(({ span }) => span / 1000);
  return Math.max(1, Math.min(LONGEST_NAP, ...spans.map(Math.floor)));
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
