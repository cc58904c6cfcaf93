/** What reads texts or bytes that are not trusted. */
export interface FuzzTarget {
  /** Inputs that are right, or nearly so, to begin with. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** What its inputs are made of; without them, all texts of the code. */
  readonly words?: readonly string[];
  /** Told what is read next, in this order: a program that is not JavaScript begins with it. */
  ahead?(inputs: readonly Uint8Array[]): void;
  /** Reads one. Throws what is not an error of the input. */
  run(input: Uint8Array): void | Promise<void>;
  /** How often the last input took each branch of that program. */
  counters?(): Uint8Array;
  /** Ends it. */
  end?(): void;
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** A reader of texts that throws errors of one class for what is wrong with them. */
export function refusing(
  expected: ErrorClass,
  read: (text: string, bytes: Uint8Array) => unknown,
): (input: Uint8Array) => Promise<void> {
  return async (input) => {
    try {
      await read(Buffer.from(input).toString("utf8"), input);
    } catch (error) {
      if (!(error instanceof expected)) throw error;
    }
  };
}
