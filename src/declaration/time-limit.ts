import { endedAfter, TimeOver } from "../text/ended-after.ts";

/** Milliseconds after the limit in which interrupted code can report its line. */
const TO_ANSWER = 1000;

/**
 * The time that a declaration may take, for its own code and for the merge of its values. After it the interpreter is interrupted, so that
 * the error has a line; what has not stopped another second later is terminated by another thread.
 */
export class TimeLimit {
  /** Milliseconds until the interpreter is interrupted. */
  #left: number;
  /** When it is interrupted, while something runs. */
  #deadline: number | undefined;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  /** Runs work within the limit. Throws a TimeOver, or what the work throws. */
  run<T>(work: () => T): T {
    if (this.#deadline !== undefined) return work();
    if (this.#left <= 0) throw new TimeOver();
    const start = performance.now();
    this.#deadline = start + this.#left;
    try {
      const result = endedAfter(this.#left + TO_ANSWER, work);
      if (performance.now() > this.#deadline) throw new TimeOver(); // code of the host, which is not interrupted
      return result;
    } finally {
      this.#deadline = undefined;
      this.#left -= performance.now() - start;
    }
  }

  /** When running code is interrupted, on the clock of performance.now(). */
  get deadline(): number {
    return this.#deadline ?? 0;
  }

  /** When interrupted code must have reported its line. */
  get answerDeadline(): number {
    return this.deadline + TO_ANSWER / 2;
  }
}
