import { expect, it } from "vitest";
import { inputsOf } from "./corpus.ts";
import { mutate, numbers } from "./mutate.ts";
import { targets } from "./targets.ts";

/** The same ones in every run; those that evaluate a whole image take longer. `npm run fuzz` tries others. */
const COUNTS: Readonly<Record<string, number>> = { declarations: 20, units: 20, streams: 100 };

it.each(Object.entries(targets))(
  "%s: kept inputs, and others made of them, are read or refused",
  async (name, target) => {
    const inputs = inputsOf(name, target);
    const random = numbers(1);
    const others = Array.from({ length: COUNTS[name] ?? 500 }, () =>
      mutate(inputs[random(inputs.length)] ?? new Uint8Array(), random, inputs),
    );
    for (const input of [...inputs, ...others]) {
      const wrong = await Promise.resolve(target.run(input)).catch((error: unknown) => error);
      expect(wrong, `of ${JSON.stringify(Buffer.from(input).toString("latin1").slice(0, 300))}`).toBeUndefined();
    }
  },
);
