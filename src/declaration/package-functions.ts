import type { Diagnostic, Place } from "../text/diagnostic.ts";
import type { SourceText } from "../text/source-text.ts";

/** What to write instead of a call of a function of nixpkgs, by the function's name. */
const INSTEAD: readonly (readonly [RegExp, (called: string) => string])[] = [
  [
    /^write(?:Shell|Bash|Python3?|Dash|Nu|Fish)|^writeScript/,
    () =>
      'write the script as `systemd.services.NAME.script`, or as a file: `image.files: { "/bin/run": { mode: "0755", text: … } }`',
  ],
  [
    /^write|^concatText|^formats$|^toFile$/,
    () => 'write the text as a file: `environment.etc: { "app.conf": { text: … } }` or `image.files`',
  ],
  [
    /^(?:withPackages|withExtensions|with|buildEnv|symlinkJoin)$/,
    () => "name each package in environment.systemPackages",
  ],
  [/^override/, (called) => `write nix\`(${called} { … })\`, which is a package where a binary cache has it`],
  [/^fetch/, () => "fetch it before the build, and name it with context(…)"],
  [/^run|^mk|^stdenv|^callPackage|^build/, () => "make it before the build, and name it with context(…)"],
];

/** How many characters before the call are searched for the function's name, which is never so long. */
const MAX_CHAIN = 500;

/**
 * The error for a call like `pkgs.writeText(…)`. `place` is where QuickJS reported that a value is no function. Undefined if the value is
 * no member of `pkgs`.
 */
export function packageFunction(source: SourceText, place: Place): Omit<Diagnostic, "severity"> | undefined {
  const called = source.offset(place.start.line, place.start.column);
  const before = source.text.slice(Math.max(0, called - MAX_CHAIN), called);
  const [chain, names = ""] = /\bpkgs((?:\??\.[A-Za-z_][\w'-]*)+)\s*$/.exec(before) ?? [];
  const name = names.split(".").at(-1);
  if (chain === undefined || name === undefined) return undefined;
  const written = chain.trim();
  const instead = INSTEAD.find(([pattern]) => pattern.test(name))?.[1](written) ?? "name a package, without calling it";
  return {
    code: "package-function",
    message: `${written} is a function of Nix, and what it makes would have to be built, which no build does yet`,
    place,
    hint: instead,
  };
}
