import { parseArgs } from "node:util";
import { parsePlatform, type TargetPlatform } from "../value/platform.ts";
import { UsageError } from "./usage-error.ts";

/** Options that all commands take. */
const COMMON = {
  "build-arg": { type: "string", multiple: true },
  target: { type: "string" },
  platform: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** And those that are for some of them. */
const SPECIAL = {
  nixpkgs: { type: "string" },
  prefix: { type: "string" },
  output: { type: "string", short: "o" },
  dot: { type: "boolean" },
  play: { type: "boolean" },
  fail: { type: "string" },
  update: { type: "boolean" },
  nix: { type: "boolean" },
  "build-context": { type: "string", multiple: true },
  secret: { type: "string", multiple: true },
  builder: { type: "string" },
  progress: { type: "string" },
} as const;

export type SpecialOption = keyof typeof SPECIAL;

/** The arguments after the program's name. */
export type Arguments = ReturnType<typeof readArguments>;

/** How a declaration is evaluated, as `docker buildx build` is told. */
export interface EvaluationOptions {
  readonly args: Readonly<Record<string, string>>;
  readonly target: string;
  readonly platforms: readonly TargetPlatform[];
  readonly json: boolean;
}

/** Tells options from words. Throws a UsageError for an option that no command takes. */
export function readArguments(argv: readonly string[]) {
  try {
    const options = { ...COMMON, ...SPECIAL };
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    return { values, words: positionals };
  } catch (error) {
    // Node adds how to pass such a thing as a positional, which none of the commands takes.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. To specify[\s\S]*/, "") : String(error));
  }
}

/** Which of the options that only some commands take are given. */
export function specialOptions(values: Arguments["values"]): SpecialOption[] {
  const all = Object.keys(SPECIAL) as SpecialOption[]; // a constant has no other keys than its type says
  return all.filter((option) => option in values);
}

/** Throws a DeclError for a platform that there is not. */
export function evaluationOptions(values: Arguments["values"]): EvaluationOptions {
  return {
    args: Object.fromEntries((values["build-arg"] ?? []).map(buildArgument)),
    target: values.target ?? "",
    platforms: (values.platform ?? `linux/${MACHINE}`).split(",").map(parsePlatform),
    json: values.json === true,
  };
}

/** Node's name for this machine in OCI's terms. */
const MACHINE =
  { arm64: "arm64", arm: "arm/v7", ia32: "386", ppc64: "ppc64le", riscv64: "riscv64", s390x: "s390x" }[
    process.arch as string
  ] ?? "amd64";

/** NAME=VALUE, or NAME of an environment variable, as docker has it. */
function buildArgument(text: string): [string, string] {
  const [, name = text, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  return [name, value ?? process.env[name] ?? ""];
}

/** The file that a command is about, its first word; `most` is how many words the command takes. Throws a UsageError. */
export function fileOf(command: string, words: readonly string[], most = 1): string {
  const [file] = words;
  if (file === undefined) throw new UsageError(`decl ${command} needs the file of a declaration`);
  const odd = words[most];
  if (odd !== undefined) throw new UsageError(`decl ${command} has no place for "${odd}"`);
  return file;
}
