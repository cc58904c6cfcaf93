// Seen with Nix 2.34.8 and nixpkgs 26.05.

/** What Nix says of an evaluation that failed, and what would help. */
export interface NixError {
  /** One sentence or a few, without a final period. */
  readonly message: string;
  readonly hint?: string;
}

/** Longer messages are cut: the step's own output has them whole. */
const MAX_LENGTH = 600;

/** The reasons for which nixpkgs refuses a package (pkgs/stdenv/generic/check-meta.nix), and the option against each. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/has an unfree license/, "nixpkgs.config.allowUnfree: true takes it, or allowUnfreePackages with its name"],
  [/is marked as broken/, "nixpkgs.config.allowBroken: true takes it all the same"],
  [
    /marked as insecure|known vulnerabilities|is insecure/i,
    "nixpkgs.config.permittedInsecurePackages with its name and version takes it all the same",
  ],
  [
    /is not available on the requested hostPlatform|unsupported system|not supported on/i,
    "it cannot be had for this platform; nixpkgs.config.allowUnsupportedSystem: true tries",
  ],
  [
    /allow-import-from-derivation|import from derivation|building.*during evaluation|\.drv' is not valid/i,
    "nothing is built while names are looked up: choose an expression that needs no import from derivation",
  ],
];

/** Nix's error output in short: the last `error:`, without trace and source excerpts. */
export function explainNixError(stderr: string): NixError {
  const message = shortMessage(stderr);
  const hint = REFUSALS.find(([pattern]) => pattern.test(stderr))?.[1];
  return { message, ...(hint === undefined ? {} : { hint }) };
}

function shortMessage(stderr: string): string {
  const lines = stderr.replace(/\u001B\[[0-9;]*m/g, "").split("\n");
  const start = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  if (start < 0) return stderr.trim().slice(0, MAX_LENGTH) || "Nix said nothing";
  const own: string[] = [];
  for (const line of lines.slice(start)) {
    // "       at /nixpkgs/default.nix:12:3:" and the excerpt below it are of no use outside of the step.
    if (own.length > 0 && /^\s*(?:at .*:\d+:\d+:?|\d+\||\|)/.test(line)) break;
    own.push(line.trim());
  }
  const text = own
    .join(" ")
    .replace(/^error:\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
  // nixpkgs goes on with several ways to allow the package; the hint has the one that fits.
  const sentence = /^(.*?refusing to evaluate)/i.exec(text)?.[1] ?? text;
  return sentence.replace(/\.$/, "").slice(0, MAX_LENGTH);
}
