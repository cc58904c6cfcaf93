import { expect, it } from "vitest";
import { play } from "./play.ts";
import { targets } from "./targets.ts";

/** Those that evaluate a whole image take longer. `npm run fuzz` tries others. */
const COUNTS: Readonly<Record<string, number>> = { declarations: 20, units: 20, streams: 100 };

it.each(Object.entries(targets))(
  "%s: kept inputs, and others made of them, are read or refused",
  async (name, target) => {
    expect.hasAssertions();
    await play(name, target, COUNTS[name] ?? 500);
  },
);
