import type { Diagnostic } from "../text/diagnostic.ts";

/** What a declaration may use; past it, it is stopped. */
export interface SandboxLimits {
  readonly milliseconds: number;
  readonly bytes: number;
}

export const SANDBOX_LIMITS: SandboxLimits = { milliseconds: 10_000, bytes: 512 * 1024 * 1024 };

/** Said of a declaration that took too long, or of what was made of it. */
export const timeOver = ({ milliseconds }: SandboxLimits): Omit<Diagnostic, "severity"> => ({
  code: "declaration-time",
  message: `the declaration ran for more than ${milliseconds / 1000} s`,
  hint: "is there a loop that never ends, a text or list that is very long, or a very busy machine?",
});
