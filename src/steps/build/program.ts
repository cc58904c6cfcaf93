import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../../nix/format-error.ts";
import { type RawName, rawPath } from "../../nix/nar/name.ts";
import { ReferenceScan } from "../../nix/reference-scan.ts";
import { sizeText } from "../../text/size-text.ts";
import { foreignPrograms } from "../elf/foreign-programs.ts";
import { HelperFailure } from "../helper/failure.ts";
import { programOf, type Report } from "../helper/program.ts";
import { layOut } from "../realise/lay-out.ts";
import { FACTS } from "../realise/spec.ts";
import { environmentOf, SOURCE_DATE } from "./environment.ts";
import { runScript } from "./run-script.ts";
import { type BuildSpec, buildSpec } from "./spec.ts";

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
    finish(spec, report);
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
  copy(source, lstatSync(source).isDirectory() ? FOLDER : `${FOLDER}/${basename(source).slice(HASH_LENGTH)}`);
}

/** A copy that can be written to, all of one time: programs write it into what they make. */
function copy(source: RawName, target: RawName): void {
  const [from, to] = [rawPath(source), rawPath(target)]; // names of files are bytes
  const stat = lstatSync(from);
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from, { encoding: "buffer" }), to);
  else if (stat.isDirectory()) {
    mkdirSync(to, { recursive: true, mode: 0o755 });
    for (const name of readdirSync(from, { encoding: "latin1" })) copy(`${source}/${name}`, `${target}/${name}`);
    utimesSync(to, SOURCE_DATE, SOURCE_DATE);
  } else {
    copyFileSync(from, to);
    utimesSync(to, SOURCE_DATE, SOURCE_DATE);
    chmodSync(to, (stat.mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

/** Makes the store path, and says what it is and refers to. */
function finish({ path, store, output, facts }: BuildSpec, report: Report): void {
  if (lstatSync(path.path, { throwIfNoEntry: false }) === undefined) {
    throw new HelperFailure("its script has made nothing: what it makes belongs to $out");
  }
  const scan = new ReferenceScan([path, ...store].map(({ hashPart }) => hashPart));
  try {
    const { narHash, narSize } = layOut(path, output, path.path, (piece) => scan.push(piece));
    const references = [path, ...store].filter(({ hashPart }) => scan.found.has(hashPart)).map((one) => one.path);
    const foreign = foreignPrograms(path.path, path.path);
    const said = { path: path.path, narHash, narSize, references, ...(foreign.length === 0 ? {} : { foreign }) };
    writeFileSync(facts + FACTS, JSON.stringify([said]));
    report(`${path.path} ${sizeText(narSize)}`);
  } catch (error) {
    throw error instanceof FormatError ? new HelperFailure(error.message) : error;
  }
}
