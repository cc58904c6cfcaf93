import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { HelperFailure } from "../helper/failure.ts";
import { endLeftBy } from "../helper/processes.ts";
import type { Report } from "../helper/program.ts";

/** How many of the last lines of a script are repeated where it fails. */
const LAST_LINES = 20;

/** What is run, and where. */
interface Script {
  readonly text: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a script to its end, and ends what it has left running, so that nothing is written any more.
 *
 * @throws HelperFailure with its last lines where it fails
 */
export async function runScript({ text, folder, env }: Script, report: Report): Promise<void> {
  // In a group of its own, so that what it starts is found by that.
  const child = spawn("/bin/sh", ["-euc", text], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const last: string[] = [];
  const tell = (line: string) => {
    report(line);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  const streams = [child.stdout, child.stderr].map((stream) => {
    const lines = createInterface({ input: stream }).on("line", tell);
    return new Promise<void>((resolve) => lines.on("close", () => resolve()));
  });
  const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
    (resolve, reject) => {
      child.on("error", (error) => reject(new HelperFailure(`/bin/sh cannot be run: ${error.message}`)));
      child.on("exit", (code, signal) => resolve({ code, signal }));
    },
  );
  if (child.pid !== undefined) await endLeftBy(child.pid);
  // Who has left its group may hold them open.
  const timer = setTimeout(() => [child.stdout, child.stderr].map((stream) => stream.destroy()), LEFT_OPEN);
  await Promise.all(streams);
  clearTimeout(timer);
  if (code === 0) return;
  const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
  throw new HelperFailure([`its script ${how}`, ...last].join("\n"));
}

/** Milliseconds. */
const LEFT_OPEN = 1000;
