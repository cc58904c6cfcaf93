import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program as builtProgram } from "../test/init/built.ts";
import { openPipe } from "../test/init/pipes.ts";

/**
 * What it costs that two services' lines get their names: two writers of 10 MB/s each, in lines of 130 bytes, through the init's
 * logger, and through one `cat` for each as the least that can be done. Of the logger's output every line is looked at: whole, of the
 * right service, and the next of it. No engine takes part. CPU is user and system time of the logger, or of both cats.
 *
 *     npm run bench logs
 */
const MEGABYTES = 100;
const PER_SECOND = 10;
const LINE = 130;
const NAMES = ["a", "b"];
const LINES = (MEGABYTES * 1e6) / NAMES.length / LINE;

/** Writes numbered lines into its standard output, 10 MB of them a second. */
const WRITER = `
const { writeSync } = require("node:fs");
const lines = ${Math.floor(LINES)}, chunk = 500;
const start = performance.now();
for (let next = 0; next < lines; next += chunk) {
  let text = "";
  for (let i = next; i < Math.min(next + chunk, lines); i++) text += String(i).padStart(9, "0") + " " + "x".repeat(${LINE - 11}) + "\\n";
  for (let bytes = Buffer.from(text); bytes.length > 0; ) {
    try { bytes = bytes.subarray(writeSync(1, bytes)); } catch (error) { if (error.code !== "EAGAIN") throw error; }
  }
  const wait = start + ((next + chunk) * ${LINE}) / ${PER_SECOND * 1000} - performance.now();
  if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
}`;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  console.log("| two services, 20 MB/s | CPU (s) | lines | wrong lines |\n|---|---|---|---|");
  const cat = await measure(false);
  const log = await measure(true);
  console.log(`| a cat for each | ${cat.cpu.toFixed(2)} | ${cat.lines} | - |`);
  console.log(`| the logger, with names | ${log.cpu.toFixed(2)} | ${log.lines} | ${log.wrong} |`);
  console.log(`\nThe logger takes ${(log.cpu / cat.cpu).toFixed(1)} times as long.`);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(named: boolean): Promise<{ cpu: number; lines: number; wrong: number }> {
  const pipe = (name: string) => openPipe(join(folder, `${named}-${name}`));
  const control = pipe("control");
  const logs = NAMES.map(pipe);
  const readers = named ? [startLogger(control, logs)] : logs.map((log) => spawn("cat", { stdio: [log, "pipe", 2] }));
  const counts = readers.map((reader) => count(reader, named));
  const writers = NAMES.map((name) =>
    spawn(process.execPath, ["-e", WRITER], {
      stdio: ["ignore", openSync(join(folder, `${named}-${name}`), constants.O_WRONLY), "inherit"],
    }),
  );
  await Promise.all(writers.map((writer) => once(writer, "close")));
  // What is still in the pipes is written.
  while (counts.reduce((sum, { lines }) => sum + lines, 0) < Math.floor(LINES) * NAMES.length)
    await new Promise((done) => setTimeout(done, 10));
  const cpu = readers.reduce((sum, { pid }) => sum + cpuSeconds(pid ?? 0), 0);
  for (const reader of readers) reader.kill("SIGKILL");
  for (const file of [control, ...logs]) closeSync(file);
  return {
    cpu,
    lines: counts.reduce((sum, { lines }) => sum + lines, 0),
    wrong: counts.reduce((sum, { wrong }) => sum + wrong, 0),
  };
}

function startLogger(control: number, logs: readonly number[]): ChildProcess {
  const program = join(folder, "init");
  copyFileSync(builtProgram, program);
  const units = Object.fromEntries(
    NAMES.map((name) => [`${name}.service`, { service: { start: [], logPrefix: name } }]),
  );
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ version: 1, stateFolder: folder, units }, undefined, 2));
  // The numbers of init/src/fds.rs: 3 is the manager's pipe.
  return spawn(program, ["log"], {
    stdio: ["ignore", "pipe", "inherit", "ignore", control, ...logs],
    env: { DECL_STATE: folder },
  });
}

/** Counts lines as they come, and those that are not the next of their service. */
function count(reader: ChildProcess, named: boolean): { lines: number; wrong: number } {
  const found = { lines: 0, wrong: 0 };
  const next = new Map(NAMES.map((name) => [name, 0]));
  let rest = "";
  reader.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    found.lines += lines.length;
    if (!named) return;
    for (const line of lines) {
      const [, name = "", number] = /^\[(\w+)\] (\d{9}) x+$/.exec(line) ?? [];
      const expected = next.get(name);
      if (expected === undefined || Number(number) !== expected || line.length !== LINE - 1 + name.length + 3)
        found.wrong += 1;
      else next.set(name, expected + 1);
    }
  });
  return found;
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
