import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process, as far as this one sees others. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  /** "Z" is one that has ended. */
  readonly state: string;
}

/**
 * Whether all other processes are those of the step. An engine that gives its steps no processes of their own (BuildKit's
 * --oci-worker-no-process-sandbox) shows them its own ones too.
 */
export const isAlone = (): boolean => process.pid === 1;

/** All that there are. */
export function processes(): Process[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state = "", parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, state, parent: Number(parent) };
  } catch {
    return undefined; // it has ended
  }
}

/** Milliseconds: what has not ended then waits for a disk, and cannot be ended. */
const [MOST, BETWEEN] = [5000, 10];

/**
 * Ends what a process has left running once it has ended itself: all others of the step, and where not all others are those
 * of the step, those of its group. Resolves when they have ended.
 */
export async function endLeftBy(leader: number): Promise<void> {
  const target = isAlone() ? -1 : -leader;
  const isLeft = () =>
    isAlone() ? processes().some(({ pid, state }) => pid !== process.pid && state !== "Z") : signal(target, 0);
  signal(target, "SIGKILL");
  for (const end = Date.now() + MOST; isLeft() && Date.now() < end; ) await sleep(BETWEEN);
}

/** Whether there was somebody to get it. */
function signal(target: number, which: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, which);
  } catch {
    return false;
  }
}
