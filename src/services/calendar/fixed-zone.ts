import { zoneOffset } from "./zone.ts";

/** Whether no clock in this zone is ever set forward or back between the years 2000 and 2199. */
export function isFixedZone(zone: string): boolean {
  const offset = zoneOffset(zone);
  if (offset === undefined) return false;
  const start = Date.UTC(2000, 0) / 1000;
  const end = Date.UTC(2200, 0) / 1000;
  for (let at = start; at < end; at += 14 * 86_400) if (offset(at) !== offset(start)) return false;
  return true;
}
