import { describe, expect, it } from "vitest";
import { canonicalZone } from "../../../src/services/calendar/zone.ts";
import { instantsOf } from "./next-elapse.ts";
import { zoneOffset } from "./zone-offset.ts";

describe("a time zone", () => {
  it("is known by its name alone, in the right case", () => {
    expect(canonicalZone("Asia/Kolkata")).toBe("Asia/Kolkata");
    expect(canonicalZone("europe/berlin")).toBe("Europe/Berlin");
    expect(canonicalZone("utc")).toBe("UTC");
    expect(canonicalZone("Nowhere/Land")).toBeUndefined();
    expect(canonicalZone("+05:30")).toBeUndefined();
  });

  it("shows a local time never, once or twice", () => {
    const berlin = zoneOffset("Europe/Berlin");
    const instants = (local: string) =>
      instantsOf(Date.parse(`${local}Z`) / 1000, berlin).map((at) => new Date(at * 1000).toISOString().slice(0, 16));
    expect(instants("2025-03-30T02:30:00")).toEqual([]);
    expect(instants("2025-03-30T03:30:00")).toEqual(["2025-03-30T01:30"]);
    expect(instants("2025-10-26T02:30:00")).toEqual(["2025-10-26T00:30", "2025-10-26T01:30"]);
  });
});
