import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { build, packageFolder, temporaryFolder } from "./engine.ts";

const FOLDER = resolve(import.meta.dirname, "../../images");
/** This one stands on an image of a registry. */
const SPECIAL = ["from.ts", "tsconfig.json"];
const FILES = readdirSync(FOLDER).filter((file) => /\.(?:ts|json)$/.test(file) && !SPECIAL.includes(file));

interface Lock {
  readonly packages: unknown;
  readonly storePaths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All files of images/, the chosen one first: the build file. */
function filesFor(file: string): Record<string, string> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  const others = names.filter((name) => name !== file && statSync(join(FOLDER, name)).isFile());
  return Object.fromEntries([file, ...others].map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
}

/** The lock file of a declaration whose packages come out of this cache. */
async function lockOf(file: string, cache: string): Promise<string> {
  const out = temporaryFolder();
  const built = await build({
    files: filesFor(file),
    contexts: { nixpkgs: join(packageFolder(), "nixpkgs"), "nix-cache": join(packageFolder(), cache) },
    options: ["--target", "lock", "-o", out],
  });
  expect(built.code, built.output).toBe(0);
  return readFileSync(join(out, `${file.replace(/\.\w+$/, "")}.lock.json`), "utf8");
}

/** What is the same in every cache: names, and of each path what is signed. */
function signedPart(text: string) {
  const { packages, storePaths } = JSON.parse(text) as Lock;
  const signed = Object.entries(storePaths).map(([base, { narHash, narSize, references }]) => {
    return [base, { narHash, narSize, references }];
  });
  return { packages, storePaths: Object.fromEntries(signed) };
}

describe.each(FILES)("images/%s", (file) => {
  it("resolves by name to the same paths in both compressions, and with the lock alone", async () => {
    const zstd = await lockOf(file, "cache-zstd");
    const xz = await lockOf(file, "cache-xz");
    expect(signedPart(xz)).toEqual(signedPart(zstd));
    const compressions = (text: string) =>
      new Set(Object.values((JSON.parse(text) as Lock).storePaths).map(({ compression }) => compression));
    expect([compressions(zstd), compressions(xz)]).toEqual([new Set(["zstd"]), new Set(["xz"])]);

    const lockName = `${file.replace(/\.\w+$/, "")}.lock.json`;
    const checked = await build({
      files: { ...filesFor(file), [lockName]: xz },
      contexts: {},
      options: ["--check"],
    });
    expect(checked.output).toContain("Check complete, no warnings found.");
    expect(checked.code).toBe(0);
  });
});
