import type { Diagnostic } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";

/** Docker's client adds these by itself where its configuration has a proxy. */
const PROXY = /^(?:https?|ftp|no|all)_proxy$/i;

/** A warning for each build argument that the declaration never asks for: probably a misspelt one. */
export function unreadArguments(given: readonly string[], read: readonly string[]): Diagnostic[] {
  return given
    .filter((name) => !read.includes(name) && !PROXY.test(name))
    .map((name) => {
      const hint = didYouMean(name, read);
      return {
        code: "unread-argument",
        severity: "warning",
        message: `--build-arg ${name} is given and the declaration never reads it`,
        hint,
      };
    });
}
