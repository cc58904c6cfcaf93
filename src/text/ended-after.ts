import { Script } from "node:vm";

/** Something took longer than it may, and was ended where it was. */
export class TimeOver extends Error {}

/** What the script below runs: it reaches nothing that is not global. */
const global = globalThis as { __declWork?: (() => void) | undefined };
const script = new Script("__declWork()");

/**
 * Runs what waits for nothing, and ends it after some milliseconds, wherever it is: in WebAssembly, in a regular expression, in
 * the comparisons of sort(). Another thread tells V8 to (0.15 ms to start), so what runs cannot refuse, and no `catch` or
 * `finally` of it is run. Throws a TimeOver, or what it throws.
 */
export function endedAfter<T>(milliseconds: number, work: () => T): T {
  const outer = global.__declWork;
  const results: T[] = [];
  global.__declWork = () => {
    results.push(work());
  };
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.ceil(milliseconds)), displayErrors: false });
  } catch (error) {
    throw isTimeOver(error) ? new TimeOver() : error;
  } finally {
    global.__declWork = outer;
  }
  const [result] = results;
  return result as T; // there is one, as nothing was thrown
}

const isTimeOver = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
