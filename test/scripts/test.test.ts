import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPTS = resolve(import.meta.dirname, "../../scripts");
/** What the real programs would do is written down instead. */
const NOTE = '#!/bin/sh\necho "${ENGINE_STORE:+$ENGINE_STORE }${0##*/}${1:+ $*}" >>"$NOTES"\n';

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "decl-scripts-test-"));
  for (const file of ["test", "lib/common.sh", "lib/setup.sh"]) {
    cpSync(join(SCRIPTS, file), join(clone, "scripts", file));
  }
  for (const name of ["setup", "engine", "frontend-image", "native-programs"]) program(`scripts/${name}`, NOTE);
  // npm makes node_modules, and in it vitest.
  const vitest = "node_modules/.bin/vitest";
  program("bin/npm", `${NOTE}mkdir -p ${dirname(vitest)}\nprintf %s '${NOTE}' >${vitest}\nchmod +x ${vitest}\n`);
  writeFileSync(join(clone, "package-lock.json"), "{}");
});
afterEach(() => rmSync(clone, { recursive: true }));

function program(path: string, text: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
  chmodSync(join(clone, path), 0o755);
}

/** What `npm test -- ARGUMENTS` runs, in order. */
function runs(text: string): string[] {
  const args = text.split(" ").filter((word) => word !== "");
  const notes = join(clone, "notes");
  const env = { PATH: `${join(clone, "bin")}:/usr/bin:/bin`, NOTES: notes };
  execFileSync(join(clone, "scripts/test"), args, { env, stdio: ["ignore", "ignore", "pipe"] });
  return readFileSync(notes, "utf8").trimEnd().split("\n");
}

describe("npm test", () => {
  it.each([
    ["--project unit"],
    ["--project=unit"],
    ["--project unit test/nix"],
    ["test/nix -t closure --project unit"],
    ["test/nix --project=unit --reporter=dot"],
    ["--project=UN*"],
  ])("with %s needs npm's packages and nothing else", (text) => {
    const [install, ...rest] = runs(text);
    expect(install).toMatch(/^npm install /);
    expect(rest).toEqual([`vitest run ${text}`]);
  });

  it.each([["--project !live"], ["--project native test/init/logger.test.ts"]])(
    "with %s needs the native programs too",
    (text) => {
      expect(runs(text).slice(1)).toEqual(["native-programs", "native-programs --fuzz", `vitest run ${text}`]);
    },
  );

  it("installs nothing again while the lock file stays as it is", () => {
    runs("--project unit");
    expect(runs("--project unit").filter((line) => line.startsWith("npm "))).toHaveLength(1);
  });

  const fuzzed = ["native-programs --fuzz"];
  it.each([
    ["", fuzzed],
    ["test/nix", fuzzed],
    ["--project live", []],
    ["--project unit --project live", []],
    ["--project=unit --project=l*", []],
    ["--project !unit", fuzzed],
  ])("with arguments %j sets up the engine with both stores", (text, others) => {
    program("node_modules/.bin/vitest", NOTE);
    expect(runs(text)).toEqual([
      "setup",
      "graphdriver engine up",
      "graphdriver frontend-image",
      ...others,
      `vitest run ${text}`.trimEnd(),
    ]);
  });
});
