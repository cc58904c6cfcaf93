import { DeclError, type Diagnostic } from "../../text/diagnostic.ts";
import { type Calendar, FIELDS } from "../calendar/calendar.ts";
import { calendarText } from "../calendar/calendar-text.ts";
import { optionPlace, type TimerPlaces } from "./read-timer.ts";
import type { Timer } from "./timer.ts";

/** More in a minute than anything but a mistake wants; the plan lists them all. */
const MOST_SECONDS = 600;

/**
 * Checks what a timer needs to run: `zoneinfo` is the folder of time zone data in the image.
 *
 * @throws DeclError
 */
export function checkRunnable({ calendars }: Timer, places: TimerPlaces, zoneinfo: string | undefined): void {
  const about = optionPlace(places, "OnCalendar");
  const errors = calendars.flatMap((calendar): Omit<Diagnostic, "severity">[] => {
    const times = timesInMinute(calendar);
    if (times > MOST_SECONDS) {
      const message = `"${calendarText(calendar)}" comes ${times} times in a minute`;
      return [
        { code: "timer-too-often", message, ...about, hint: `at most ${MOST_SECONDS} times: every tenth of a second` },
      ];
    }
    if (calendar.zone !== undefined && calendar.zone !== "UTC" && zoneinfo === undefined) {
      const message = `the time zone ${calendar.zone} needs time zone data in the image`;
      return [{ code: "no-zone-data", message, ...about, hint: "add pkgs.tzdata to environment.systemPackages" }];
    }
    return [];
  });
  const [first, ...others] = errors;
  if (first !== undefined) throw new DeclError(first, others);
}

function timesInMinute(calendar: Calendar): number {
  return calendar.microseconds.reduce(
    (sum, { start, stop = FIELDS.microseconds.last, repeat }) =>
      sum + (repeat === undefined ? 1 : 1 + Math.floor((stop - start) / repeat)),
    0,
  );
}
