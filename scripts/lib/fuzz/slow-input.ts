import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { Worker, workerData } from "node:worker_threads";

/** What both threads see: how many inputs have begun, the length of this one, and its bytes. */
interface Watched {
  readonly counts: Int32Array;
  readonly bytes: Uint8Array;
  /** Milliseconds of processor time that an input may take. */
  readonly limit: number;
  /** The file that one which takes longer is kept in. */
  readonly file: string;
}

/**
 * Another thread that ends the process when an input takes more than `limit` milliseconds of processor time, and keeps the input in
 * `file`. By the clock a busy machine would be taken for a slow input.
 *
 * @returns what is called with each input before it is run
 */
export function endSlowInput(longest: number, limit: number, file: string): (input: Uint8Array) => void {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const bytes = new Uint8Array(new SharedArrayBuffer(longest));
  const data: Watched = { counts, bytes, limit, file };
  new Worker(new URL(import.meta.url), { workerData: { slowInput: data }, execArgv: [] }).unref();
  return (input) => {
    bytes.set(input.subarray(0, longest));
    Atomics.store(counts, 1, Math.min(input.length, longest));
    Atomics.add(counts, 0, 1);
    Atomics.notify(counts, 0);
  };
}

function watch({ counts, bytes, limit, file }: Watched): void {
  for (let count = -1, begun = 0; ; ) {
    const used = usedMilliseconds();
    const now = Atomics.load(counts, 0);
    if (now !== count) [count, begun] = [now, used];
    else if (count > 0 && used - begun > limit) break;
    Atomics.wait(counts, 0, count, limit / 10);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes.slice(0, Atomics.load(counts, 1)));
  writeSync(2, `${file}: input ${Atomics.load(counts, 0)} has taken more than ${limit / 1000} s\n`);
  // The other thread does not listen.
  process.kill(process.pid, "SIGKILL");
}

/** Of all threads. */
function usedMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

if (workerData?.slowInput !== undefined) watch(workerData.slowInput);
