// Seen with NixOS of nixpkgs of 2026-07 (26.11): lib/modules.nix, nixos/modules/misc/assertions.nix.

import { explainNixError, MAX_READ, type NixError } from "./nix.ts";

/** Where a step has the files of build contexts: messages name them below it. */
export const NIXOS_FILES = "/files";

/** What NixOS says of a configuration, and what it is about. */
export interface NixosError extends NixError {
  /** The option, by its names. */
  readonly option?: readonly string[] | undefined;
  /** The option that was evaluated, where the message names none. */
  readonly near?: readonly string[] | undefined;
  /** A file of the build context, and the line in it where that is known. */
  readonly file?: { readonly name: string; readonly line?: number; readonly column?: number } | undefined;
}

const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray, rest: string) => Omit<NixError, "option">])[] = [
  [
    /The option [`']([^`'\n]+)' does not exist\./,
    ([, option], rest) => ({ message: `NixOS has no option "${option}"`, hint: didYouMean(rest) }),
  ],
  [
    /A definition for option [`']([^`'\n]+)' is not of type [`']([^\n]{1,1000}?)'\./,
    ([, option, type], rest) => ({
      message: `the NixOS option ${option} must be: ${type}`,
      hint: definitions(rest, "this is"),
    }),
  ],
  [
    /The option [`']([^`'\n]+)' has conflicting definition values:/,
    ([, option], rest) => ({
      message: `the NixOS option ${option} has conflicting definitions: ${definitions(rest, "") ?? ""}`,
      hint: "lib.mkForce makes one of them win, lib.mkDefault makes one of them yield",
    }),
  ],
  [
    /rather than an attribute set for the option\s+[`']([^`'\n]+)'/,
    ([, option]) => ({ message: `the NixOS option ${option} is a group of options, and what is defined is not one` }),
  ],
  [
    /The option [`']([^`'\n]+)' was accessed but has no value defined\./,
    ([, option]) => ({ message: `the NixOS option ${option} is used but has no value` }),
  ],
  [
    /The option [`']([^`'\n]+)' is read-only, but it's set multiple times\./,
    ([, option]) => ({ message: `the NixOS option ${option} is read-only` }),
  ],
];

/** How NixOS names an item of a list, behind the option. */
const LIST_ITEM = /\."\[definition \d+-entry \d+\]"/g;

/** What is wrong with a configuration, by Nix's error output. */
export function explainNixosError(stderr: string): NixosError {
  const start = Math.max(0, stderr.lastIndexOf("error:"));
  const text = stderr.slice(start, start + MAX_READ).replaceAll(LIST_ITEM, "");
  for (const [pattern, explain] of PATTERNS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const rest = text.slice(match.index + match[0].length);
    return { ...explain(match, rest), option: optionNames(match[1] ?? ""), file: fileIn(text) };
  }
  const trace = stderr.slice(0, start);
  const near = lastMatch(trace, /while evaluating the option [`']([^`'\n]+)'/g)?.[1];
  const own = fileIn(text);
  const { message, hint } = explainNixError(stderr);
  const about = {
    option: mentionedOption(message),
    near: near === undefined ? undefined : optionNames(near),
    file: own?.line === undefined ? (lastFileIn(trace) ?? own) : own,
  };
  const [, missing] = /attribute [`']([^`'\n]+)' missing/.exec(text) ?? [];
  const argument = lastMatch(trace, /while evaluating the module argument [`']([^`'\n]+)' in "([^"\n]+)"/g);
  if (missing !== undefined && argument?.[1] === missing) {
    return {
      ...about,
      message: `nobody gives the module ${nixosText(argument[2] ?? "")} its argument ${missing}`,
      hint: `_module.args.${missing} gives it, where it is not for imports; a flake's module is imported from what its outputs make`,
    };
  }
  return { ...about, message: nixosText(message), hint };
}

const lastMatch = (text: string, pattern: RegExp): RegExpExecArray | undefined => [...text.matchAll(pattern)].at(-1);

/** Nothing in a trace is longer that says something. */
const MAX_TRACE_LINES = 400;

/** An error with those lines of its trace that say what of a configuration was evaluated. */
export function shortTrace(stderr: string): string {
  const start = Math.max(0, stderr.lastIndexOf("error:"));
  const trace = stderr
    .slice(0, start)
    .split("\n")
    .filter((line) =>
      /while evaluating the (?:option|module argument) |^\s*at \/(?:files\/|request\/nixos-)/.test(line),
    )
    .slice(-MAX_TRACE_LINES);
  return [...trace, stderr.slice(start)].join("\n");
}

/** A warning or a failed assertion of NixOS's, in one line, and the option that it names. */
export function explainNixosMessage(whole: string): NixosError {
  const text = whole.slice(0, MAX_READ);
  const message = nixosText(text.replace(/\s+/g, " ").trim().replace(/\.$/, ""));
  return { message, option: mentionedOption(text), file: fileIn(text) };
}

/** A text with the files of build contexts as their declaration names them. */
export const nixosText = (text: string): string =>
  text.replaceAll(/\/files\/context\//g, "").replaceAll(/\/files\/([\w.-]+)\//g, "$1:");

function didYouMean(rest: string): string | undefined {
  const names = /Did you mean ([^?]{1,1000})\?/.exec(rest)?.[1];
  return names === undefined ? undefined : `did you mean ${names.replace(/[`']([^`'\s]+)'/g, '"$1"')}?`;
}

/** What is said where, in one line. */
function definitions(rest: string, lead: string): string | undefined {
  const found = Array.from(
    rest.matchAll(/^[ \t]*- In [`']([^`'\n]+)':([\s\S]*?)(?=^[ \t]*- In |^[ \t]*Use |\n[ \t]*\n|(?![\s\S]))/gm),
    ([, file = "", value = ""]) => {
      const text = value.replace(/\s+/g, " ").trim();
      return lead === "" ? `${nixosText(file)} says ${text}` : `${lead} ${text}`;
    },
  );
  return found.length === 0 ? undefined : found.join(", ");
}

/** The .nix file of a build context that a message names first. */
function fileIn(text: string): NixosError["file"] {
  const [, context = "", path = "", line, column] =
    /\/files\/([\w.-]+)\/([^\s:'`"\u2019]+)(?::(\d+):(\d+))?/.exec(text) ?? [];
  if (path === "") return undefined;
  const name = context === "context" ? path : `${context}:${path}`;
  return line === undefined ? { name } : { name, line: Number(line), column: Number(column) };
}

/** The innermost line of a trace that is in a configuration, where that is a file of a build context and not of the declaration. */
function lastFileIn(trace: string): NixosError["file"] {
  const match = lastMatch(trace, /^\s*at (\/(?:files\/|request\/nixos-)[^\n]+:\d+:\d+):?$/gm);
  return match === undefined ? undefined : fileIn(match[1] ?? "");
}

/** services.nginx.virtualHosts."a.b".root, as its names. */
const optionNames = (text: string): string[] =>
  Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"|[^.]+/g), ([name, quoted]) => quoted ?? name);

/** The first text that looks like an option, which is quoted or has a dot. */
function mentionedOption(text: string): readonly string[] | undefined {
  const [, quoted, plain] =
    /[`'\u2018"]((?:[a-z][\w-]*)(?:\.(?:[\w<>*-]+|"[^"]+"))+)['\u2019"]|\b([a-z][\w-]*(?:\.(?:[A-Za-z_][\w-]*|"[^"]+"))+)/.exec(
      text,
    ) ?? [];
  const name = quoted ?? plain;
  return name === undefined ? undefined : optionNames(name);
}
