import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { link } from "../../../src/steps/generate/link.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-link-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("links are in real folders, lead into the store and are the system path, all with the time of the store", () => {
  const stores = join(dir, "stores");
  const hello = `${"0".repeat(32)}-hello`;
  mkdirSync(join(stores, "0", hello, "bin"), { recursive: true });
  writeFileSync(join(stores, "0", hello, "bin/hello"), "");
  const packages = [{ path: `/nix/store/${hello}`, priority: 5 }];
  const out: string[] = [];
  link({ packages, pathsToLink: ["/bin", "/lib"], stores, output: join(dir, "out") }, (line) => out.push(line));
  expect(out).toEqual(["2 links to 1 packages"]);
  expect(readlinkSync(join(dir, "out/bin/hello"))).toBe(`/nix/store/${hello}/bin/hello`);
  expect(readlinkSync(join(dir, "out/run/current-system/sw/bin"))).toBe("/bin");
  for (const path of ["", "bin", "bin/hello", "run", "run/current-system", "run/current-system/sw/bin"]) {
    const stat = lstatSync(join(dir, "out", path));
    expect(stat.mtimeMs).toBe(1000);
    if (stat.isDirectory()) expect(stat.mode & 0o7777).toBe(0o755);
  }
});
