/**
 * A zone's name in the case that the database has, e.g. for a hint; undefined where there is no such zone. The names are those that
 * Node carries (ICU). Unlike Intl, systemd minds the case of a name and knows no zones such as "+01:00".
 */
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

function formatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone });
  } catch {
    return undefined;
  }
}
