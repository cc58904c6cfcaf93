/** A check that failed or an input that is wrong: printed as it is, in one paragraph, without a stack trace. */
export class HelperFailure extends Error {
  override name = "HelperFailure";
}

/** The command line or the specification on it is wrong: a mistake of the one who wrote the build step. */
export class UsageError extends Error {
  override name = "UsageError";
}
