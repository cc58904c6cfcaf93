// Seen with nixpkgs of 2026-07 (26.11), and as its releases 25.05, 22.05 and 19.09 say it (pkgs/stdenv/generic/check-meta.nix).

import type { NixError } from "./nix.ts";

/** The package, and what is said of it up to the ways to allow it. */
const REFUSED =
  /(?:Refusing to evaluate package '(?<name>[^']+)' in \S+ because it |Package \u2018(?<older>[^\u2018\u2019]+)\u2019 in \S+ )(?<rest>[\s\S]+)/;

/** Where the advice of nixpkgs begins: the hint has the one that fits. */
const ADVICE =
  /(?<![ ,]),? *(?:refusing to evaluate|\n[ \t]*a\) |\n[ \t]*You can install it|\n[ \t]*See also |\n[ \t]*To allow evaluation)/;

/** Why nixpkgs refuses a package, and what allows it all the same. */
const REFUSALS: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /^has (?:an unfree|a blocklisted) license/,
    (name) =>
      `nixpkgs.config.allowUnfreePackages: [${JSON.stringify(withoutVersion(name))}] takes it; allowUnfree: true takes all such`,
  ],
  [
    /^is marked as insecure|^has known vulnerabilities|^is insecure/,
    (name) => `nixpkgs.config.permittedInsecurePackages: [${JSON.stringify(name)}] takes it all the same`,
  ],
  [/^is marked as broken|^has problems: broken/, () => "nixpkgs.config.allowBroken: true takes it all the same"],
  [/^contains elements not built from source/, () => "nixpkgs.config.allowNonSource: true takes it"],
  [
    /^is not (?:available|supported) on/,
    () => "it cannot be had for this platform; nixpkgs.config.allowUnsupportedSystem: true tries",
  ],
];

/** What nixpkgs says of a package that it refuses; undefined for any other error. `text` has its lines. */
export function refusedPackage(text: string): NixError | undefined {
  const { name, older, rest = "" } = REFUSED.exec(text)?.groups ?? {};
  const refused = name ?? older;
  if (refused === undefined) return undefined;
  const reason = reasonIn(rest);
  const hint = REFUSALS.find(([pattern]) => pattern.test(reason))?.[1](refused);
  return { message: `${refused} ${reason}`, hint };
}

function reasonIn(rest: string): string {
  const [own = "", advice = ""] = splitAt(rest, ADVICE);
  // The list of all platforms says no more than that this one is not there.
  if (/^is not available on/.test(own)) return "is not available on the requested hostPlatform";
  const issues = /Known issues:[ \t]*\n((?:[ \t]*-[^\n]*\n?)+)/.exec(own + advice)?.[1] ?? "";
  const list = issues.split("\n").flatMap((line) => line.trim().replace(/^- */, "") || []);
  const first = own.split(/\n\s*\n|\n\s*Known issues:/)[0] ?? "";
  return `${first.replace(/\s+/g, " ").replace("problems: - ", "problems: ").trim()}${list.length === 0 ? "" : `: ${list.join("; ")}`}`.replace(
    /\.$/,
    "",
  );
}

/** The text before the first match, and from there on. */
function splitAt(text: string, pattern: RegExp): [string, string] {
  const at = text.search(pattern);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** As builtins.parseDrvName has it. */
const withoutVersion = (name: string): string => name.replace(/-(?=[^A-Za-z]).*$/s, "");

/** What is written instead of a name that is gone (pkgs/top-level/aliases.nix). */
export function hintOfAlias(message: string): string | undefined {
  const renamed = / has been renamed to(?:\/replaced by)? [`'\u2018]?([\w.+-]+?)[`'\u2019]?\.?$/.exec(message)?.[1];
  if (renamed !== undefined) return `name pkgs.${renamed}`;
  return /\b(?:has|have) been removed\b/.test(message) ? "this package set no longer has it" : undefined;
}
