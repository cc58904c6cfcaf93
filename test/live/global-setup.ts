import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { ENGINE, packageFolder } from "./engine.ts";

/** Live tests never skip: without an engine or the package set they fail, and say how to get them. */
export default function setup(): void {
  try {
    execFileSync(ENGINE, ["status"], { stdio: "pipe" });
  } catch {
    throw new Error("no Docker Engine runs for the live tests: run scripts/setup first, or `npm test`, which does");
  }
  if (!existsSync(`${packageFolder()}/nixpkgs/packages.json`)) {
    throw new Error("the offline package set is missing: run scripts/setup first, or `npm test`, which does");
  }
}
