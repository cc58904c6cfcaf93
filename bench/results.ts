import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Keeps what a benchmark measured in bench/results, one file each. */
export function keepResults(name: string, results: object): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const rounded = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toFixed(3)) : value);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, rounded)}\n`);
}
