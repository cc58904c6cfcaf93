import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { constants as osConstants, tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { PlanCommand, PlanFile, PlanService, PlanUnit, PlanUser } from "../../src/services/plan-file.ts";
import { program } from "./built.ts";
import { openPipe } from "./pipes.ts";

/** How a process has ended: its exit code, or the signal's name. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartOptions {
  /** A program that becomes it. */
  readonly wrapper?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Whether these tests may become other users. */
export const isRoot = process.getuid?.() === 0;

/** A user that only the plan knows. */
export const WEB: PlanUser = { name: "web", uid: 990, gid: 991, groups: [] };

export const UNIT = "a.service";

/** A command of bash; what is not meant for the init has its dollars and percent signs doubled. */
export function bash(script: string, more: Omit<PlanCommand, "run"> = {}): PlanCommand {
  return { run: ["/bin/bash", "-c", script.replaceAll(/[$%]/g, "$&$&")], ...more };
}

/** What wrappers end with: `run`, by the name that the supervisor calls it by. */
export const AS_RUN = ["bash", "-c", 'exec -a run "$0" "$@"'] as const;

/**
 * A folder as an image has it, with the state of a container in which one service may run, and what stands for its supervisor and
 * its manager.
 */
export class ServiceFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "decl-init-"));
  readonly state = join(this.folder, "state");
  readonly scan = join(this.state, "scan", UNIT);
  readonly program = join(this.folder, "init");
  readonly #events: Socket;
  readonly #children: ChildProcess[] = [];
  #lines: string[] = [];
  #changed: () => void = () => undefined;

  constructor(
    service: Partial<PlanService>,
    {
      unit = {},
      environment = { PATH: "/usr/bin:/bin" },
    }: { unit?: PlanUnit; environment?: Record<string, string> } = {},
  ) {
    copyFileSync(program, this.program);
    this.plan({ [UNIT]: { ...unit, service: { start: [], ...service } } });
    for (const name of ["scan", "notify", "log", "timers"]) mkdirSync(join(this.state, name), { recursive: true });
    mkdirSync(join(this.scan, "supervise"), { recursive: true });
    writeFileSync(join(this.scan, "down"), "");
    this.setEnvironment(environment);
    this.#events = new Socket({ fd: openPipe(join(this.state, "events")), readable: true, writable: false });
    let text = "";
    this.#events.on("data", (data) => {
      const lines = (text + data.toString()).split("\n");
      text = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#changed();
    });
    onTestFinished(() => {
      this.#events.destroy();
      for (const child of this.#children) child.kill("SIGKILL");
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  plan(units: Record<string, PlanUnit>): void {
    const plan: PlanFile = {
      version: 1,
      stateFolder: this.state,
      s6: "/no/s6",
      graceSeconds: 9,
      processes: 10,
      commandPath: "/bin",
      units,
    };
    writeFileSync(join(this.folder, "plan.json"), JSON.stringify(plan, undefined, 2));
  }

  setEnvironment(environment: Record<string, string>): void {
    const text = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`);
    writeFileSync(join(this.state, "environment"), text.join(""));
  }

  /** Starts it as the supervisor does: in a session of its own. */
  start(argv: readonly [name: string, ...words: string[]], { wrapper = [], environment = {} }: StartOptions = {}) {
    const [name, ...words] = argv;
    const [command = this.program, ...before] = wrapper;
    const child = spawn(command, wrapper.length === 0 ? words : [...before, this.program, ...words], {
      ...(wrapper.length === 0 ? { argv0: name } : {}),
      cwd: this.scan,
      env: {
        DECL_STATE: this.state,
        PATH: wrapper.length === 0 ? "/no/path" : (process.env.PATH ?? ""),
        OF_SUPERVISOR: "x",
        ...environment,
      },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => (output.stdout += data));
    child.stderr.on("data", (data) => (output.stderr += data));
    const ended = new Promise<Ended>((done) => {
      child.on("exit", (code, signal) => {
        // What it leaves behind may have its output open for longer.
        const finish = () => {
          clearTimeout(timer);
          done({ code, signal, ...output });
        };
        const timer = setTimeout(finish, 200);
        child.on("close", finish);
      });
    });
    return { pid: child.pid ?? 0, child, ended };
  }

  run(options: StartOptions = {}) {
    return this.start(["run", UNIT], options).ended;
  }

  /** Starts what the manager starts beside a service. */
  beside(words: readonly [string, ...string[]], environment: Record<string, string> = {}) {
    return this.start(["init", ...words], { environment }).ended;
  }

  /** The supervisor's word to `finish` about a process of `run`. */
  finish(pid: number, { code, signal }: Pick<Ended, "code" | "signal">) {
    const numbers =
      signal === null ? [String(code), "0"] : ["256", String(osConstants.signals[signal as NodeJS.Signals])];
    return this.start(["finish", ...numbers, UNIT, String(pid)]).ended;
  }

  /** `run`, and when it has ended `finish`. */
  async runAndFinish(): Promise<{ ran: Ended; finished: Ended }> {
    const running = this.start(["run", UNIT]);
    const ran = await running.ended;
    return { ran, finished: await this.finish(running.pid, ran) };
  }

  /** Waits until the manager would have heard an event, and gives all until then. */
  async heard(event: string): Promise<string[]> {
    while (!this.#lines.some((line) => line.startsWith(`${event} `)))
      await new Promise<void>((done) => (this.#changed = done));
    return this.events();
  }

  /** Without the numbers of processes, and without the word that each start begins with. */
  events(): string[] {
    const lines = this.#lines.map((line) =>
      line.replace(/^(\S+) a\.service \d+/, "$1").replace(/^(main|finishing) \d+$/, "$1"),
    );
    return lines.filter((line) => !line.startsWith("running "));
  }

  lines(): string[] {
    return this.#lines;
  }

  file(name: string): string | undefined {
    const path = join(this.scan, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }
}
