import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const PROGRAMS = resolve(import.meta.dirname, "../../node_modules/.bin");

/** What publint and Are the Types Wrong have against a packed npm package; nothing where it is right. */
export function faultsOfPackage(tarball: string): string {
  const run = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(`${PROGRAMS}/${program}`, [...args, tarball], { encoding: "utf8" });
    return status === 0 ? "" : `${program}:\n${stdout}${stderr}`;
  };
  // CommonJS programs have `await import()` for both packages.
  return run("attw", "--profile", "esm-only", "--no-color") + run("publint", "--strict");
}
