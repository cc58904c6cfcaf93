/** What reads texts or bytes that are not trusted. */
export interface FuzzTarget {
  /** Inputs that are right, or nearly so, to begin with. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Reads one. Throws what is not an error of the input. */
  run(input: Uint8Array): void | Promise<void>;
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
