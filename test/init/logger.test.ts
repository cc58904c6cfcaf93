import { closeSync, mkdirSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPipe } from "./pipes.ts";
import { initFolder, type Running, start, temporaryFolder } from "./program.ts";

/** The pipes that process 1 holds, of services with these prefixes, and loggers that read them. */
class Pipes {
  readonly folder: string;
  readonly names: readonly string[];
  readonly #fds: readonly number[];
  readonly #state = temporaryFolder();

  constructor(...names: string[]) {
    this.names = names;
    const units = names.map((name) => [`${name}.service`, { service: { start: [], logPrefix: name } }] as const);
    this.folder = initFolder({ units: Object.fromEntries(units) });
    mkdirSync(join(this.#state, "log"));
    this.#fds = [".control", ...names, ".done"].map((name) => openPipe(this.path(name)));
    onTestFinished(() => this.#fds.forEach(closeSync));
    // As in a state folder: log/.done is where the manager waits.
    this.done = this.#fds.at(-1) ?? -1;
  }

  readonly done: number;

  path(name: string): string {
    return join(this.#state, "log", name);
  }

  start(stdout: "pipe" | number = "pipe"): Running {
    return start([`${this.folder}/init`, "log"], {
      environment: { DECL_STATE: this.#state },
      stdio: [stdout, "pipe", "ignore", ...this.#fds.slice(0, -1)],
    });
  }

  /** Without waiting: what a pipe has room for. */
  write(name: string, text: string | Uint8Array): void {
    const fd = this.#fds[[".control", ...this.names].indexOf(name)] ?? -1;
    if (typeof text === "string") writeSync(fd, text);
    else writeSync(fd, text);
  }

  /** A process that writes a file into a service's pipe. */
  writer(name: string, text: string): Promise<unknown> {
    const file = join(this.#state, `${name}.text`);
    writeFileSync(file, text);
    return start(["/bin/sh", "-c", 'exec cat "$1" >"$2"', "sh", file, this.path(name)]).ended;
  }
}

const numbered = (count: number, width: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index} `.padEnd(width, "x"));
/** The lines of a service, without its prefix. */
const linesOf = (output: Uint8Array, name: string): string[] =>
  Buffer.from(output)
    .toString("latin1")
    .split("\n")
    .flatMap((line) => (line.startsWith(`[${name}] `) ? [line.slice(name.length + 3)] : []));

describe("the logger", () => {
  it("writes each service's lines with its name before them, whatever bytes they have", async () => {
    const pipes = new Pipes("a", "long name");
    const logger = pipes.start();
    pipes.write("a", "one\n\ntw");
    await logger.wrote("[a] one\n[a] \n");
    pipes.write("long name", Buffer.from([0, 0xff, 0xc3, 0x0a]));
    await logger.wrote("[long name] \0\xff\xc3\n");
    pipes.write("a", "o\n");
    await logger.wrote("[a] two\n");
    logger.process.kill("SIGTERM");
    expect(await logger.ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("writes a last line without newline when its service has ended, and of that service alone", async () => {
    const pipes = new Pipes("a", "b");
    const logger = pipes.start();
    pipes.write("b", "goes on");
    pipes.write("a", "whole\nlost");
    pipes.write(".control", "flush other.service\nflush a.service\n");
    await logger.wrote("[a] whole\n[a] lost\n");
    pipes.write("b", " here\n");
    await logger.wrote("[b] goes on here\n");
    // The next start of it begins a line of its own.
    pipes.write("a", "again\n");
    await logger.wrote("[a] again\n");
  });

  it("writes all there is at SIGTERM and when it is told to finish, and then says that it has", async () => {
    const pipes = new Pipes("a", "b");
    pipes.write("a", "early");
    const logger = pipes.start();
    pipes.write(".control", "fin");
    pipes.write(".control", "ish\n");
    await logger.wrote("[a] early\n");
    await expect.poll(() => readSync(pipes.done, Buffer.alloc(16)), { interval: 5 }).toBe(5);
    pipes.write("b", "late\nlast");
    logger.process.kill("SIGTERM");
    const { code, stdout } = await logger.ended;
    expect([code, stdout]).toEqual([0, "[a] early\n[b] late\n[b] last\n"]);
  });

  it("a line may be 1 MiB long; what is longer comes as lines of 1 MiB", async () => {
    const pipes = new Pipes("a");
    const logger = pipes.start();
    const mebibyte = "m".repeat(1 << 20);
    await pipes.writer("a", `${mebibyte}\n${mebibyte}${mebibyte}tail\nnext\n`);
    await logger.wrote("[a] next\n");
    const sizes = linesOf(logger.stdout, "a").map((line) => line.length);
    expect(sizes).toEqual([1 << 20, 1 << 20, 1 << 20, 4, 4]);
  });

  it("keeps the lines of services that write fast whole and in order", async () => {
    const pipes = new Pipes("a", "b");
    const logger = pipes.start();
    const lines = numbered(20_000, 130);
    const text = `${lines.join("\n")}\n`;
    await Promise.all([pipes.writer("a", text), pipes.writer("b", text)]);
    logger.process.kill("SIGTERM");
    await logger.ended;
    expect(linesOf(logger.stdout, "a")).toEqual(lines);
    expect(linesOf(logger.stdout, "b")).toEqual(lines);
  });

  it("kill -9: what comes while it is not there waits", async () => {
    const pipes = new Pipes("a");
    const first = pipes.start();
    pipes.write("a", "one\n");
    await first.wrote("[a] one\n");
    first.process.kill("SIGKILL");
    await first.ended;
    pipes.write("a", "two\nthr");
    const second = pipes.start();
    await second.wrote("[a] two\n");
    pipes.write("a", "ee\n");
    await second.wrote("[a] three\n");
  });

  it("kill -9 while services write fast loses no more than it had just read, and repeats nothing", async () => {
    const pipes = new Pipes("a");
    const lines = numbered(40_000, 100);
    const written = pipes.writer("a", `${lines.join("\n")}\n`);
    let output = "";
    const kills = 4;
    for (let kill = 0; kill < kills; kill++) {
      const logger = pipes.start();
      await logger.wrote(/\n/);
      logger.process.kill("SIGKILL");
      output += `${(await logger.ended).stdout}\n`;
    }
    const last = pipes.start();
    await written;
    last.process.kill("SIGTERM");
    output += (await last.ended).stdout;
    const known = new Set(lines);
    const whole = linesOf(Buffer.from(output), "a").filter((line) => known.has(line));
    expect(whole).toEqual([...new Set(whole)].toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
    expect(whole.length).toBeGreaterThanOrEqual(lines.length - kills * (65536 / 100 + 2));
    expect(whole.at(-1)).toBe(lines.at(-1));
  });

  it("when nobody reads the container's output, services do not wait, and it is said once", async () => {
    const pipes = new Pipes("a");
    const logger = pipes.start();
    logger.process.stdout?.destroy();
    const text = `${numbered(20_000, 100).join("\n")}\n`;
    await pipes.writer("a", text);
    await pipes.writer("a", text);
    logger.process.kill("SIGTERM");
    const { code, stderr } = await logger.ended;
    expect([code, stderr]).toEqual([
      0,
      "init: lines of services are lost, standard output cannot be written: Broken pipe\n",
    ]);
  });
});
