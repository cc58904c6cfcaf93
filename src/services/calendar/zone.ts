/** What is before `at`'s local time: seconds to add to UTC. */
export type Offset = (epochSeconds: number) => number;

const offsets = new Map<string, Offset | undefined>();

/**
 * The offset from UTC in a time zone of the IANA database, from the data that Node carries (ICU), or undefined where there
 * is no such zone. Unlike Intl, systemd minds the case of a name and knows no zones such as "+01:00".
 */
export function zoneOffset(zone: string): Offset | undefined {
  if (!offsets.has(zone)) offsets.set(zone, makeOffset(zone));
  return offsets.get(zone);
}

/** A zone's name in the case that the database has, e.g. for a hint; undefined where there is no such zone. */
export function canonicalZone(zone: string): string | undefined {
  if (!/^[a-z][a-z0-9_+/-]*$/i.test(zone)) return undefined;
  const lower = zone.toLowerCase();
  if (lower === "utc") return "UTC";
  const known = Intl.supportedValuesOf("timeZone").find((name) => name.toLowerCase() === lower);
  if (known !== undefined) return known;
  const resolved = formatter(zone)?.resolvedOptions().timeZone;
  if (resolved === undefined || resolved.toLowerCase() === lower) return resolved;
  // An alias such as US/Pacific or Asia/Kolkata: Intl says only what it stands for, so its case is judged by its looks.
  const looksRight = zone.split("/").every((part) => /^(?:[A-Z][a-z].*|[A-Z]{2,3}(?:[A-Z]|[+-]?\d.*)?)$/.test(part));
  return looksRight ? zone : undefined;
}

function makeOffset(zone: string): Offset | undefined {
  if (zone === "UTC") return () => 0;
  if (canonicalZone(zone) !== zone) return undefined;
  const format = formatter(zone);
  if (format === undefined) return undefined;
  return (epochSeconds) => {
    const parts = new Map(format.formatToParts(epochSeconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return local / 1000 - epochSeconds;
  };
}

function formatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}
