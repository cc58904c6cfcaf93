import { parseArgs } from "node:util";
import { didYouMean } from "../text/did-you-mean.ts";
import { parsePlatform, type TargetPlatform } from "../value/platform.ts";

/** What the command line asks for. */
export type Command =
  | { readonly name: "help"; readonly of: string }
  | { readonly name: "version" }
  | ({ readonly name: "check"; readonly file: string } & EvaluationOptions)
  | ({ readonly name: "explain"; readonly file: string; readonly option?: string | undefined } & EvaluationOptions)
  | ({ readonly name: "plan"; readonly file: string; readonly nixpkgs?: string } & EvaluationOptions)
  | ({ readonly name: "sbom"; readonly file: string } & EvaluationOptions)
  | ({ readonly name: "services"; readonly file: string; readonly dot: boolean } & EvaluationOptions)
  | ({
      readonly name: "init";
      readonly file: string;
      readonly output: string;
      readonly nixpkgs?: string;
      readonly prefix?: string;
    } & EvaluationOptions)
  | LockCommand
  | { readonly name: "options"; readonly prefix: string; readonly json: boolean };

/** `decl lock`: what docker is told beside the target and the output, or Nix without docker. */
export interface LockCommand {
  readonly name: "lock";
  readonly file: string;
  /** The build context. */
  readonly context: string;
  readonly update: boolean;
  /** Options of `docker buildx build`, each as it is written. */
  readonly passed: readonly string[];
  /** Without docker. */
  readonly nix: boolean;
  /** All of `--build-arg`. */
  readonly args: Readonly<Record<string, string>>;
  readonly platforms: readonly TargetPlatform[];
  /** All of `--build-context`, as they are written. */
  readonly contexts: readonly string[];
  /** The names of those options that only docker can make something of. */
  readonly forEngine: readonly string[];
}

/** How a declaration is evaluated, as `docker buildx build` is told. */
export interface EvaluationOptions {
  readonly args: Readonly<Record<string, string>>;
  readonly target: string;
  readonly platforms: readonly TargetPlatform[];
  readonly json: boolean;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

const COMMANDS = ["check", "explain", "plan", "sbom", "services", "init", "lock", "options"];

/** What only `decl lock` takes, and hands to docker. */
const FOR_ENGINE = ["secret", "builder", "progress"] as const;
const PASSED = ["build-context", ...FOR_ENGINE] as const;

/** Which commands an option is for, where it is not for all. */
const OPTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  nixpkgs: ["plan", "init"],
  prefix: ["init"],
  output: ["init"],
  dot: ["services"],
  update: ["lock"],
  nix: ["lock"],
  ...Object.fromEntries(PASSED.map((option) => [option, ["lock"]])),
};

/** Reads the arguments after the program's name. Throws a UsageError, or a DeclError for a platform that there is not. */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parsed(argv);
  if (values.version === true) return { name: "version" };
  const [name, first, second, odd] = positionals;
  if (name === "help") return { name: "help", of: first ?? "" };
  if (values.help === true || name === undefined) return { name: "help", of: name ?? "" };
  const options: EvaluationOptions = {
    args: Object.fromEntries((values["build-arg"] ?? []).map(buildArgument)),
    target: values.target ?? "",
    platforms: (values.platform ?? `linux/${MACHINE}`).split(",").map(parsePlatform),
    json: values.json === true,
  };
  for (const [option, commands] of Object.entries(OPTIONS_OF)) {
    if (!(option in values) || commands.includes(name) || !COMMANDS.includes(name)) continue;
    throw new UsageError(`--${option} is for ${commands.map((command) => `decl ${command}`).join(" and ")}`);
  }
  const nixpkgs = values.nixpkgs === undefined ? {} : { nixpkgs: values.nixpkgs };
  switch (name) {
    case "check":
    case "sbom":
      return { name, file: fileOf(name, first, second), ...options };
    case "plan":
      return { name, file: fileOf(name, first, second), ...options, ...nixpkgs };
    case "services":
      return { name, file: fileOf(name, first, second), ...options, dot: values.dot === true };
    case "init": {
      const file = fileOf(name, first, second);
      const { output, prefix } = values;
      if (output === undefined) throw new UsageError("decl init needs the folder that it writes: -o DIR");
      if (prefix === undefined) return { name, file, output, ...options, ...nixpkgs };
      if ("nixpkgs" in nixpkgs)
        throw new UsageError("--prefix and --nixpkgs both say where programs are: give one of them");
      return { name, file, output, ...options, prefix };
    }
    case "explain":
      return { name, file: fileOf(name, first, odd), ...options, option: second };
    case "lock":
      if (values.target !== undefined) throw new UsageError("a lock file is for all images of the file: no --target");
      return {
        name,
        file: fileOf(name, first, odd),
        context: second ?? ".",
        update: values.update === true,
        passed: passedOptions(values),
        nix: values.nix === true,
        args: options.args,
        platforms: options.platforms,
        contexts: values["build-context"] ?? [],
        forEngine: FOR_ENGINE.filter((option) => option in values),
      };
    case "options":
      if (second !== undefined) throw new UsageError(`decl options takes one prefix, and "${second}" is another`);
      return { name, prefix: first ?? "", json: options.json };
    default:
      throw new UsageError(`there is no command "${name}"${hintOf(name, COMMANDS)}`);
  }
}

/** Node's name for this machine in OCI's terms. */
const MACHINE =
  { arm64: "arm64", arm: "arm/v7", ia32: "386", ppc64: "ppc64le", riscv64: "riscv64", s390x: "s390x" }[
    process.arch as string
  ] ?? "amd64";

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        "build-arg": { type: "string", multiple: true },
        target: { type: "string" },
        platform: { type: "string" },
        nixpkgs: { type: "string" },
        prefix: { type: "string" },
        output: { type: "string", short: "o" },
        dot: { type: "boolean" },
        update: { type: "boolean" },
        nix: { type: "boolean" },
        "build-context": { type: "string", multiple: true },
        secret: { type: "string", multiple: true },
        builder: { type: "string" },
        progress: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    // Node adds how to pass such a thing as a positional, which none of the commands takes.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. To specify[\s\S]*/, "") : String(error));
  }
}

function passedOptions(values: ReturnType<typeof parsed>["values"]): string[] {
  const names = ["build-arg", "platform", ...PASSED] as const;
  return names.flatMap((name) => [values[name] ?? []].flat().flatMap((value) => [`--${name}`, value]));
}

/** NAME=VALUE, or NAME of an environment variable, as docker has it. */
function buildArgument(text: string): [string, string] {
  const [, name = text, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  return [name, value ?? process.env[name] ?? ""];
}

function fileOf(command: string, file: string | undefined, odd: string | undefined): string {
  if (file === undefined) throw new UsageError(`decl ${command} needs the file of a declaration`);
  if (odd !== undefined) throw new UsageError(`decl ${command} has no place for "${odd}"`);
  return file;
}

function hintOf(name: string, known: readonly string[]): string {
  const hint = didYouMean(name, known);
  return hint === undefined ? "" : `: ${hint}`;
}
