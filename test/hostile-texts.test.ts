import { expect, it } from "vitest";
import { languageOf } from "../src/declaration/header.ts";
import { packageFunction } from "../src/declaration/package-functions.ts";
import { splitPlaceholders } from "../src/lib/placeholder.ts";
import { systemdCalls } from "../src/modules/nixos/stand-ins.ts";
import { nameAndVersion } from "../src/nix/name-and-version.ts";
import { parseFallbackNix } from "../src/packages/fallback-nix.ts";
import { explainNixError } from "../src/reasons/nix.ts";
import { explainNixosError, explainNixosMessage } from "../src/reasons/nixos.ts";
import { framesOf, readsOfUndefined } from "../src/reasons/quickjs.ts";
import { stackFrames } from "../src/reasons/v8.ts";
import { withPackages } from "../src/services/plan-text.ts";
import { reasonIn } from "../src/steps/realise/program.ts";
import { withoutLogin } from "../src/text/login-in-address.ts";
import { SourceText } from "../src/text/source-text.ts";

/** Each made a regular expression try ways for minutes, or for ever, that led nowhere. */
const N = 2e5;

it.each<[string, () => unknown, unknown]>([
  ["comments before a declaration", () => languageOf("web", `${"/**/".repeat(N)}x`), "typescript"],
  ["comments before JSON", () => languageOf("web", `${"/**/ //\n".repeat(N)}{`), "json"],
  ["the stack of an error", () => framesOf("at ".repeat(N)), []],
  ["the many lines of a stack", () => framesOf("at f (at f (x:1:1\n".repeat(N)).length, 200],
  ["an error about undefined", () => readsOfUndefined("cannot read property 'a".repeat(N)), false],
  ["an error of decl itself", () => stackFrames(`    at t${" (".repeat(N)}a\n${"\n".repeat(N)}`), []],
  [
    "a call of something that is no function",
    () => packageFunction(new SourceText("a.ts", ".pkgs?".repeat(N)), placeOf(6 * N + 1)),
    undefined,
  ],
  ["a login in an address", () => withoutLogin(`https://x?${"a".repeat(N)}`), "https://x?…"],
  ["logins one after another", () => withoutLogin("a:".repeat(N)).length, 2 * N],
  ["packages in a text", () => splitPlaceholders("\uE0D0".repeat(N)).length, 1],
  ["packages in bytes", () => withPackages("\xee\x83\x90".repeat(N)).length, 3 * N],
  [
    "the name of a store path",
    () => nameAndVersion(`A${"-".repeat(N)}\n`),
    { name: "A", version: `${"-".repeat(N - 1)}\n` },
  ],
  ["options of systemctl", () => missingOf(`systemctl${" --a".repeat(N)}`), ["systemctl without a verb"]],
  ["calls of systemctl", () => missingOf("systemctl -".repeat(N)), ["systemctl without a verb"]],
  ["systemctl over and over", () => missingOf("systemctl ".repeat(N)), ["systemctl systemctl"]],
  ["quotes of a script", () => missingOf(`systemctl "${"'\\\"$(".repeat(N)}`), []],
  ["lines that scripts read", () => missingOf(`systemctl x\n${"<<a\n".repeat(N)}`), ["systemctl x"]],
  ["numbers of a script", () => missingOf(`systemctl x ${"1".repeat(N)}${"> ".repeat(N)}`), ["systemctl x"]],
  ["what Nix says of a package", () => explainNixError(`error: ${"Package \u2018k".repeat(N)}`).hint, undefined],
  ["what Nix says in one line", () => explainNixError(`error: ${"building ".repeat(N)}`).hint, undefined],
  ["what NixOS says", () => explainNixosError(`error: ${"The option `a' is of ".repeat(N)}`).option, undefined],
  ["a warning of NixOS", () => explainNixosMessage("`a.b".repeat(N)).option, ["a", "b"]],
  ["the output of a builder", () => reasonIn(`${"\t".repeat(N)}${"\n\t".repeat(N)}`), ""],
])("%s of a megabyte is read in one go", (_, read, result) => {
  expect(read()).toEqual(result);
});

it("comments of a file of Nix versions are passed over one by one", () => {
  expect(() => parseFallbackNix(`${"/**/#\n".repeat(N)}!`)).toThrow("this is no plain set of systems and store paths");
});

const placeOf = (column: number) => ({ file: "a.ts", start: { line: 1, column }, end: { line: 1, column } });

const missingOf = (script: string) =>
  systemdCalls({ services: { a: { script, path: [], usesSystemd: false, isConfined: false } } })[0]?.missing;
