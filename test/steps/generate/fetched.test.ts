import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFetched, sayFetched, writeFetched } from "../../../src/steps/generate/fetched.ts";

let stores: string;

beforeEach(() => {
  stores = mkdtempSync(join(tmpdir(), "decl-fetched-"));
});

afterEach(() => rmSync(stores, { recursive: true, force: true }));

/** The trees of layers, with so many store paths each; the time when the last was made. */
function makeLayers(...counts: readonly number[]): number {
  for (const [index, count] of counts.entries()) {
    const folder = join(stores, String(index));
    mkdirSync(folder, { recursive: true });
    for (let path = 0; path < count; path++) writeFileSync(join(folder, `${index}-${path}`), "");
    utimesSync(folder, 1, 1);
  }
  return statSync(join(stores, String(counts.length - 1))).ctimeMs;
}

function report(started: number, ...sizes: readonly number[]): string[] {
  const lines: string[] = [];
  sayFetched({ started, sizes }, stores, (line) => lines.push(line));
  return lines;
}

test("what was unpacked since the build began is told apart from what was there", () => {
  const made = makeLayers(1, 3);
  expect(report(made - 60_000, 50_000, 1_200_000)).toEqual([
    "4 store paths, 1.3 MB: 4 unpacked in this build (1.3 MB)",
  ]);
  expect(report(made + 1, 50_000, 1_200_000)).toEqual(["4 store paths, 1.3 MB: 4 from the cache"]);
});

test("some are new and some are not, whatever times their files have", async () => {
  makeLayers(1, 3);
  const started = Date.now() + 50;
  while (Date.now() < started) await new Promise((resolve) => setTimeout(resolve, 5));
  mkdirSync(join(stores, "2"));
  writeFileSync(join(stores, "2", "late"), "");
  utimesSync(join(stores, "2"), 1, 1);
  expect(report(started - 25, 50_000, 1_200_000, 3_000_000)).toEqual([
    "5 store paths, 4.3 MB: 1 unpacked in this build (3.0 MB), 4 from the cache",
  ]);
});

test("of one store path there is a line already, and trees behind the sizes are no archives", () => {
  makeLayers(1, 2);
  expect(report(0, 50_000)).toEqual([]);
});

test("what the step is told beside its specification is read again, and what others put there is not", () => {
  const fetched = { started: 1_764_528_000_000, sizes: [52_000, 1200] };
  expect(readFetched(writeFetched(fetched))).toEqual(fetched);
  expect(readFetched(writeFetched({ started: 5, sizes: [] }))).toEqual({ started: 5, sizes: [] });
  for (const other of [undefined, "", "localhost,127.0.0.1", "decl:", "decl:1,x"]) {
    expect(readFetched(other)).toBeUndefined();
  }
});
