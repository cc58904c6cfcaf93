import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import {
  askForPaths,
  askToBuild,
  type BuildEnd,
  hello,
  Incoming,
  type PathInfo,
  readBuildEnd,
  readHello,
  readPathInfos,
} from "../../nix/serve-protocol.ts";
import { sizeText } from "../../text/size-text.ts";
import { foreignPrograms } from "../elf/foreign-programs.ts";
import { HelperFailure } from "../helper/failure.ts";
import { isAlone, processes } from "../helper/processes.ts";
import { programOf, type Report } from "../helper/program.ts";
import { writeNixDatabase } from "../nix-database/program.ts";
import { layOut } from "./lay-out.ts";
import { FACTS, type RealiseSpec, realiseSpec } from "./spec.ts";

export const program = programOf(realiseSpec, realise);

/** Nothing but what is there already is used; the step is the sandbox. */
const NIX_CONFIG = `sandbox = false
build-users-group =
substitute = false
substituters =
filter-syscalls = false
keep-build-log = false
cores = 0
system-features = benchmark big-parallel
`;

/** How many of the last lines of a builder are repeated where it fails. */
const LAST_LINES = 20;

/**
 * Has Nix build a derivation from the store paths that are there, and lays its outputs out as every other path is.
 *
 * @throws HelperFailure where it cannot be built
 */
async function realise(spec: RealiseSpec, report: Report): Promise<void> {
  process.umask(0o022);
  const failure = `${spec.failures}/${basename(spec.derivation)}`;
  rmSync(failure, { force: true });
  try {
    prepare(spec);
    const infos = await buildWithNix(spec, report, endStrays);
    process.umask(0);
    for (const output of spec.outputs) layOutChecked(output, infos, report);
    writeFileSync(spec.facts + FACTS, JSON.stringify(infos.map(factsOf)));
  } catch (error) {
    // Of a step that fails the engine keeps nothing but this.
    if (error instanceof Error) writeFileSync(failure, error.message);
    throw error;
  }
}

/** What a builder and Nix expect beside the store paths. */
function prepare({ store, shell }: RealiseSpec): void {
  const paths = [...store];
  writeNixDatabase({ paths, roots: [], buildGroup: 0, uid: 0, gid: 0, output: "" }, () => undefined);
  mkdirSync("/bin", { recursive: true });
  mkdirSync("/tmp", { recursive: true, mode: 0o1777 });
  mkdirSync("/etc", { recursive: true });
  if (shell !== undefined && !existsSync("/bin/sh")) symlinkSync(shell, "/bin/sh");
  if (!existsSync("/etc/passwd")) writeFileSync("/etc/passwd", "root:x:0:0:root:/build:/noshell\n");
  if (!existsSync("/etc/group")) writeFileSync("/etc/group", "root:x:0:\n");
}

/**
 * What Nix says of the outputs that it has built. `meanwhile` is called a few times a second with the number of its process.
 *
 * @throws HelperFailure
 */
export async function buildWithNix(
  spec: Omit<RealiseSpec, "store" | "shell" | "facts" | "failures">,
  report: Report,
  meanwhile: (nix: number) => void,
): Promise<PathInfo[]> {
  const { nix, outputs, system, builder, args, env, inputs, derivation, timeout } = spec;
  const child = spawn(nix, ["--serve", "--write"], {
    env: { HOME: "/tmp", PATH: "", LC_ALL: "C", NIX_CONFIG: `${NIX_CONFIG}extra-platforms = ${system}\n` },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const last: string[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on("line", (line) => {
    report(line);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  });
  const logged = new Promise<void>((resolve) => lines.on("close", () => resolve()));
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", (error) => reject(new HelperFailure(`${nix} cannot be run: ${error.message}`)));
    child.on("close", () => resolve());
  });
  ended.catch(() => undefined); // it is waited for below
  const end = () => {
    child.stdin.end();
    return Promise.all([ended, logged]);
  };
  child.stdin.on("error", () => undefined); // Nix has ended; what it said tells why
  const { pid } = child;
  const timer = setInterval(() => pid !== undefined && meanwhile(pid), MEANWHILE);
  try {
    const from = new Incoming(child.stdout);
    child.stdin.write(hello());
    await readHello(from);
    const resolved = {
      path: derivation,
      outputs: new Map(outputs.map(({ name, path, hashAlgorithm, hash }) => [name, { path, hashAlgorithm, hash }])),
      inputs,
      ...{ system, builder, args },
      env: new Map(env.map(({ name, value }) => [name, value])),
    };
    child.stdin.write(askToBuild(resolved, timeout));
    const result = await readBuildEnd(from);
    if (!result.isBuilt) {
      await end(); // its last lines may still be on their way
      throw new HelperFailure(failureText(result, timeout, last));
    }
    child.stdin.write(askForPaths(outputs.map(({ path }) => path.path)));
    return await readPathInfos(from);
  } catch (error) {
    if (error instanceof HelperFailure) throw error;
    await end();
    const lastLines = last.map((line) => `\n${line}`).join("");
    throw new HelperFailure(`${error instanceof Error ? error.message : error}${lastLines}`);
  } finally {
    await end().finally(() => clearInterval(timer));
  }
}

/** Milliseconds. */
const MEANWHILE = 300;

/**
 * Ends what a builder has left running once it has ended itself. Nix waits for all who may still write to its log, and where it
 * has users or namespaces for builders it ends them so.
 */
function endStrays(nix: number): void {
  if (!isAlone()) return;
  const all = processes();
  if (!all.some(({ parent, state }) => parent === nix && state === "Z")) return;
  for (const { pid, state } of all) {
    if (pid === process.pid || pid === nix || state === "Z") continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

/** The reason in a line, and then the last lines of the builder. */
function failureText({ message, isTimeout }: BuildEnd, timeout: number, last: readonly string[]): string {
  const reason = isTimeout ? `it took longer than its timeout of ${timeout} s` : reasonIn(message);
  return [reason, ...last].join("\n");
}

/** Nix's message without colours, the derivation's paths, and the log, which is told anyway. */
export function reasonIn(message: string): string {
  const plain = message.replace(/\u001b\[[0-9;]*m/g, "").replace(/^error:\s*/, "");
  const all = plain.split("\n").map((line) => line.trim());
  const end = all.findIndex((line) => /^(?:Output paths:|last \d+ log lines:|For full logs, run)/i.test(line));
  const lines = (end < 0 ? all : all.slice(0, end)).filter((line) => line !== "");
  const start = Math.max(
    0,
    lines.findIndex((line) => line.startsWith("Reason: ")),
  );
  const reason = lines
    .slice(start)
    .join("\n")
    .replace(/^Reason: /, "");
  // Nix before 2.31 ends the line before the log with a semicolon.
  return end < 0 ? reason : reason.replace(/;$/, "");
}

/** Lays an output out and makes sure that it is what Nix says. */
function layOutChecked(
  { path, folder }: RealiseSpec["outputs"][number],
  infos: readonly PathInfo[],
  report: Report,
): void {
  const info = infos.find((one) => one.path.path === path.path);
  if (info === undefined) throw new HelperFailure(`Nix says nothing of ${path.path}`);
  const { narHash } = layOut(path, folder, path.path);
  if (narHash !== info.narHash) throw new HelperFailure(`${path.path} is ${narHash}, and Nix says ${info.narHash}`);
  report(`${path.name} ${sizeText(info.narSize)}`);
}

function factsOf({ path, narHash, narSize, references, ca }: PathInfo) {
  const foreign = foreignPrograms(path.path, path.path);
  return {
    ...{ path: path.path, narHash, narSize, references: references.map((reference) => reference.path), ca },
    ...(foreign.length === 0 ? {} : { foreign }),
  };
}
