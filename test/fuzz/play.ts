import { expect } from "vitest";
import { inputsOf } from "./corpus.ts";
import { mutate, numbers } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

/** Reads the inputs that are kept of a target, and so many others made of them, which are the same in every run. */
export async function play(name: string, target: FuzzTarget, count: number): Promise<void> {
  const inputs = inputsOf(name, target);
  const random = numbers(1);
  const others = Array.from({ length: count }, () =>
    mutate(inputs[random(inputs.length)] ?? new Uint8Array(), random, inputs, target.words),
  );
  for (const input of [...inputs, ...others]) {
    const wrong = await Promise.resolve(target.run(input)).catch((error: unknown) => error);
    expect(wrong, `of ${JSON.stringify(Buffer.from(input).toString("latin1").slice(0, 300))}`).toBeUndefined();
  }
}
