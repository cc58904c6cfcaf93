/** What is before `at`'s local time: seconds to add to UTC. */
export type Offset = (epochSeconds: number) => number;

const offsets = new Map<string, Offset>();

/** The offset from UTC in a time zone of the IANA database, from the data that Node carries (ICU). Throws a RangeError for others. */
export function zoneOffset(zone: string): Offset {
  const offset = offsets.get(zone) ?? makeOffset(zone);
  offsets.set(zone, offset);
  return offset;
}

function makeOffset(timeZone: string): Offset {
  if (timeZone === "UTC") return () => 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (epochSeconds) => {
    const parts = new Map(format.formatToParts(epochSeconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return local / 1000 - epochSeconds;
  };
}
