import { describe, expect, it } from "vitest";
import { zoneOffset } from "../../../src/services/calendar/zone.ts";
import { instantsOf } from "./next-elapse.ts";

describe("a time zone", () => {
  it("is known by its name alone, in the right case", () => {
    expect(zoneOffset("Asia/Kolkata")?.(1_750_000_000)).toBe(5.5 * 3600);
    expect(zoneOffset("asia/kolkata")).toBeUndefined();
    expect(zoneOffset("+05:30")).toBeUndefined();
  });

  it("shows a local time never, once or twice", () => {
    const berlin = zoneOffset("Europe/Berlin");
    const instants = (local: string) =>
      berlin &&
      instantsOf(Date.parse(`${local}Z`) / 1000, berlin).map((at) => new Date(at * 1000).toISOString().slice(0, 16));
    expect(instants("2025-03-30T02:30:00")).toEqual([]);
    expect(instants("2025-03-30T03:30:00")).toEqual(["2025-03-30T01:30"]);
    expect(instants("2025-10-26T02:30:00")).toEqual(["2025-10-26T00:30", "2025-10-26T01:30"]);
  });
});
