// Seen with Nix 2.34.8.

import { hintOfAlias, refusedPackage } from "./nixpkgs.ts";

/** What Nix says of an evaluation that failed, and what would help. */
export interface NixError {
  /** One sentence or a few, without a final period. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** As much as is read of what Nix says, which may be what an expression makes it say. */
export const MAX_READ = 20_000;

/** Longer messages are cut: the step's own output has them whole. */
const MAX_LENGTH = 600;

/** What helps against other errors. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /known vulnerabilities/i,
    "nixpkgs.config.permittedInsecurePackages with its name and version takes it all the same",
  ],
  [
    /unsupported system|not supported on/i,
    "it cannot be had for this platform; nixpkgs.config.allowUnsupportedSystem: true tries",
  ],
  [
    /allow-import-from-derivation|import from derivation|building.{0,200}during evaluation|\.drv' is not valid/i,
    "nothing is built while names are looked up: choose an expression that needs no import from derivation",
  ],
  [
    /was not found in the Nix search path/,
    "there are no channels here: a file of the build context is named by its path, <nixpkgs> is the package set itself",
  ],
  [
    /unable to download|could not resolve host|is forbidden in restricted mode/i,
    "nothing is downloaded while Nix evaluates: what it needs has to lie in the build context",
  ],
  [/^assertion '/, "the package refuses its arguments, or this platform"],
  [/called with unexpected argument '/, "override takes what the package's own function takes"],
];

/** Nix's error output in short: the last `error:`, without trace and source excerpts. */
export function explainNixError(stderr: string): NixError {
  const text = lastError(stderr);
  if (text === undefined) return { message: stderr.trim().slice(0, MAX_LENGTH) || "Nix said nothing" };
  const refused = refusedPackage(text);
  if (refused !== undefined) return { ...refused, message: refused.message.slice(0, MAX_LENGTH) };
  const message = text.replace(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, MAX_LENGTH);
  return { message, hint: hintOfAlias(message) ?? HINTS.find(([pattern]) => pattern.test(message))?.[1] };
}

function lastError(stderr: string): string | undefined {
  const lines = stderr.replace(/\u001B\[[0-9;]*m/g, "").split("\n");
  const start = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  if (start < 0) return undefined;
  const own: string[] = [];
  for (const line of lines.slice(start)) {
    // "       at /nixpkgs/default.nix:12:3:" and the excerpt below it are of no use outside of the step.
    if (own.length > 0 && /^\s*(?:at .*:\d+:\d+:?|\d+\||\|)/.test(line)) break;
    own.push(line);
  }
  return own
    .join("\n")
    .slice(0, MAX_READ)
    .replace(/^\s*error:\s*/, "");
}
