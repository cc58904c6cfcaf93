import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { PlanFile } from "../../src/services/plan-file.ts";
import { program } from "./built.ts";

/** A new folder that is gone after the test. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "decl-init-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What /etc/decl is in an image: the program, its plan, and other files by path; those that begin with `#!` are programs. */
export function initFolder(plan: Partial<PlanFile>, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  copyFileSync(program, join(folder, "init"));
  copyFileSync(program, join(folder, "unit"));
  const whole: PlanFile = {
    version: 1,
    stateFolder: join(folder, "state"),
    s6: join(folder, "s6"),
    graceSeconds: 9,
    processes: 20,
    commandPath: "/usr/bin:/bin",
    units: {},
    ...plan,
  };
  mkdirSync(join(folder, "scan"));
  writeFileSync(join(folder, "plan.json"), JSON.stringify(whole, undefined, 2));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    if (text.startsWith("#!")) chmodSync(join(folder, path), 0o755);
  }
  return folder;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs; what it has not ended when the test ends is killed. */
export class Running {
  readonly process: ChildProcess;
  stdout = Buffer.alloc(0);
  stderr = "";
  readonly ended: Promise<Finished>;
  readonly #waiting = new Set<() => void>();

  constructor(process: ChildProcess) {
    this.process = process;
    const chunks: Buffer[] = [];
    const changed = () => {
      this.stdout = Buffer.concat(chunks);
      for (const look of this.#waiting) look();
    };
    process.stdout?.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (this.#waiting.size > 0) changed();
    });
    process.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk;
      changed();
    });
    this.ended = new Promise((done) => {
      process.on("close", (code) => {
        changed();
        done({ code, stdout: this.stdout.toString("latin1"), stderr: this.stderr });
      });
    });
    onTestFinished(() => {
      process.kill("SIGKILL");
    });
  }

  /** Waits until what it wrote (as latin1, errors after the rest) has this. */
  wrote(what: string | RegExp): Promise<void> {
    return new Promise((done) => {
      const look = () => {
        const text = this.stdout.toString("latin1") + this.stderr;
        if (typeof what === "string" ? !text.includes(what) : !what.test(text)) return;
        this.#waiting.delete(look);
        done();
      };
      this.#waiting.add(look);
      process.nextTick(look);
    });
  }
}

/** Starts a program with this environment and no other; `stdio` is what follows standard input, which is nothing. */
export function start(
  command: readonly string[],
  options: { environment?: Record<string, string>; stdio?: readonly ("pipe" | "ignore" | number)[]; cwd?: string } = {},
): Running {
  const [first = "", ...words] = command;
  return new Running(
    spawn(first, words, {
      env: options.environment ?? {},
      stdio: ["ignore", ...(options.stdio ?? (["pipe", "pipe"] as const))],
      cwd: options.cwd,
    }),
  );
}

export function run(command: readonly string[], environment?: Record<string, string>): Promise<Finished> {
  return start(command, environment === undefined ? {} : { environment }).ended;
}
