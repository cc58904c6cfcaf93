import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "./engine.ts";
import { documentedEngines, startBuildkit, stopBuildkit } from "./engines/buildkit.ts";
import { FEATURES } from "./engines/features.ts";

/** An old one and the newest; `BUILDKIT_VERSIONS=all` (npm run engines) are those of the documentation. */
const { versions, features, said } = documentedEngines();
const ENDS = [versions[0], versions.at(-1)].flatMap((version) => version ?? []);
const { BUILDKIT_VERSIONS: wanted } = process.env;
const tested = wanted === undefined ? ENDS : wanted === "all" ? versions : wanted.split(" ");

/** Compiling one takes minutes, once. */
const HOUR = 3_600_000;

it("each line of the table is tried", () => {
  expect(Object.keys(FEATURES)).toEqual(features);
});

describe.each(tested)("with BuildKit %s", (version) => {
  const store: Store = `buildkit@${version}`;

  beforeAll(() => startBuildkit(store), HOUR);
  afterAll(() => stopBuildkit(store), HOUR);

  it.each(Object.entries(FEATURES))("%s: as documented", async (name, feature) => {
    expect(await feature(store)).toBe(said(name, version));
  });
});
