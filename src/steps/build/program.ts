import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { programOf, type Report } from "../helper/program.ts";
import { copySource } from "./copy-source.ts";
import { environmentOf } from "./environment.ts";
import { runScript } from "./run-script.ts";
import { type BuildSpec, buildSpec } from "./spec.ts";
import { takeResult } from "./take-result.ts";

export const program = programOf(buildSpec, build);

const FOLDER = "/build";

/** Of the hash and the dash before the name of a store path. */
const HASH_LENGTH = 33;

/**
 * Runs a script with its packages, and makes a store path of what it leaves in `$out`.
 *
 * @throws HelperFailure where it fails or leaves nothing
 */
async function build(spec: BuildSpec, report: Report): Promise<void> {
  const failure = `${spec.failures}/${spec.path.base}`;
  rmSync(failure, { force: true });
  try {
    process.umask(0o022);
    const env = environmentOf(spec.inputs, spec.path.path);
    prepare(spec, env.PATH ?? "");
    const own = Object.fromEntries(spec.env.map(({ name, value }) => [name, value]));
    await runScript({ text: spec.script, folder: FOLDER, env: { ...env, ...own } }, report);
    process.umask(0);
    takeResult(spec, spec.path.path, report);
  } catch (error) {
    // Of a step that fails the engine keeps nothing but this.
    if (error instanceof Error) writeFileSync(failure, error.message);
    throw error;
  }
}

function prepare({ source }: BuildSpec, path: string): void {
  for (const folder of ["/bin", "/usr/bin", "/etc", "/root", FOLDER]) mkdirSync(folder, { recursive: true });
  mkdirSync("/tmp", { recursive: true });
  chmodSync("/tmp", 0o1777);
  writeFileSync("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
  writeFileSync("/etc/group", "root:x:0:\n");
  // What `#!/usr/bin/env` and `#!/bin/sh` lead to.
  const programIn = (name: string) =>
    path
      .split(":")
      .map((folder) => `${folder}/${name}`)
      .find((file) => existsSync(file));
  const links = { "/bin/sh": programIn("bash"), "/usr/bin/env": programIn("env") };
  for (const [link, target] of Object.entries(links)) if (target !== undefined) symlinkSync(target, link);
  if (source === undefined) return;
  copySource(source, lstatSync(source).isDirectory() ? FOLDER : `${FOLDER}/${basename(source).slice(HASH_LENGTH)}`);
}
