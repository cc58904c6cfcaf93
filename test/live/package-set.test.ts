import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { finished, packageFolder } from "./engine.ts";

const SMOKE = resolve(import.meta.dirname, "../package-set/smoke");

it("every program of the offline package set runs from its store path, with its closure and nothing else", async () => {
  const { output } = await finished(spawn(SMOKE, { stdio: "pipe" }));
  expect(output.split("\n").filter((line) => line.startsWith("FAIL"))).toEqual([]);
  expect(output).toMatch(/^\d{3,} passed, 0 failed$/m);
}, 1_200_000);

it("names mean in the offline package set what they mean in nixpkgs", () => {
  const { systems } = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  const names = systems["x86_64-linux"];
  const outputs = (name: string) => [names[name].defaultOutput, ...names[name].outputsToInstall];
  expect(outputs("s6")).toEqual(["out", "out"]);
  expect(outputs("execline")).toEqual(["bin", "bin", "man"]);
  expect(outputs("openssl")).toEqual(["bin", "bin", "man"]);
  expect(outputs("glibc")).toEqual(["out", "bin"]);
  expect(outputs("tzdata")).toEqual(["out", "bin", "man"]);
  expect(outputs("lz4")).toEqual(["dev", "out", "man"]);
  expect(outputs("bash")).toEqual(["out", "out", "man"]);
  expect(names.python3.meta.mainProgram).toBe("python3.13");
  expect(names["python3Packages.python-dateutil"].name).toMatch(/^python3\.13-python-dateutil-/);
  expect(names.postgresql.meta.mainProgram).toBeUndefined();
  const gone = ["curl-gnutls", "opentracing-cpp", "wtmpdb", "xxHash", "python3Packages.dateutil"];
  expect(gone.filter((name) => name in names)).toEqual([]);
});
