import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { Worker, workerData } from "node:worker_threads";

/** What both threads see: how many inputs have begun, the length of this one, and its bytes. */
interface Watched {
  readonly counts: Int32Array;
  readonly bytes: Uint8Array;
  /** Milliseconds that an input may take. */
  readonly limit: number;
  /** The file that one which takes longer is kept in. */
  readonly file: string;
}

/**
 * Another thread that ends the process when an input takes longer than `limit` milliseconds, and keeps the input in `file`.
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
  for (;;) {
    const count = Atomics.load(counts, 0);
    if (Atomics.wait(counts, 0, count, limit) !== "timed-out") continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes.slice(0, Atomics.load(counts, 1)));
    writeSync(2, `${file}: input ${count} has taken longer than ${limit / 1000} s\n`);
    // The other thread does not listen.
    process.kill(process.pid, "SIGKILL");
  }
}

if (workerData?.slowInput !== undefined) watch(workerData.slowInput);
