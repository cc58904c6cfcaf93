import type { Diagnostic } from "../text/diagnostic.ts";

/** The time and memory after which a declaration is stopped. */
export interface SandboxLimits {
  readonly milliseconds: number;
  readonly bytes: number;
}

export const SANDBOX_LIMITS: SandboxLimits = { milliseconds: 10_000, bytes: 512 * 1024 * 1024 };

/** The error for a declaration that takes too long, itself or in the merge of its values. */
export const timeOver = ({ milliseconds }: SandboxLimits): Omit<Diagnostic, "severity"> => ({
  code: "declaration-time",
  message: `the declaration ran for more than ${milliseconds / 1000} s`,
  hint: "is there a loop that never ends, a text or list that is very long, or a very busy machine?",
});
