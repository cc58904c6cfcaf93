import { endedAfter, TimeOver } from "../text/ended-after.ts";

/** Milliseconds that code which is asked to stop has to say where it was. */
const TO_ANSWER = 1000;

/**
 * The time that a declaration may take: its own code, and all that is made of what it says. Past it the interpreter is asked
 * to stop, which knows the line; what does not stop within another second is ended from outside.
 */
export class TimeLimit {
  /** Until the interpreter is asked to stop. */
  #left: number;
  /** When that is, while something runs. */
  #deadline: number | undefined;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  /** Does something that counts. Throws a TimeOver, or what it throws. */
  run<T>(work: () => T): T {
    if (this.#deadline !== undefined) return work();
    if (this.#left <= 0) throw new TimeOver();
    const start = performance.now();
    this.#deadline = start + this.#left;
    try {
      const result = endedAfter(this.#left + TO_ANSWER, work);
      if (performance.now() > this.#deadline) throw new TimeOver(); // nobody asked it to stop: it was no code of the interpreter's
      return result;
    } finally {
      this.#deadline = undefined;
      this.#left -= performance.now() - start;
    }
  }

  /** When what runs should stop, as performance.now() has it. */
  get deadline(): number {
    return this.#deadline ?? 0;
  }

  /** When code that was asked to stop should have said where it was. */
  get answerDeadline(): number {
    return this.deadline + TO_ANSWER / 2;
  }
}
