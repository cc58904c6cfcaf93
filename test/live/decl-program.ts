import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ENGINE, type Finished, finished, temporaryFolder } from "./engine.ts";

const PROGRAM = resolve(import.meta.dirname, "../../dist/decl.mjs");

/** Runs the program `decl` with this PATH, without a docker. */
export function declWithoutDocker(path: string, args: readonly string[]): Promise<Finished> {
  return finished(spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, PATH: path } }));
}

/** Runs the program `decl` where `docker` is the engine's. */
export function decl(args: readonly string[]): Promise<Finished> {
  const folder = temporaryFolder();
  const docker = join(folder, "docker");
  writeFileSync(docker, `#!/bin/sh\nexec '${ENGINE}' docker "$@"\n`);
  chmodSync(docker, 0o755);
  const env = { ...process.env, ENGINE_STORE: "containerd", PATH: `${folder}:${process.env.PATH}` };
  return finished(spawn(process.execPath, [PROGRAM, ...args], { env }));
}
