import { type Declaration, prepareDeclaration, type StartedDeclaration } from "../../src/declaration/evaluate.ts";
import { SANDBOX_LIMITS, type SandboxLimits } from "../../src/declaration/limits.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { evaluateConfiguration } from "../../src/modules/configuration.ts";
import type { Configuration } from "../../src/options/configuration.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";
import type { Value } from "../../src/value/value.ts";

/** A slow machine is no failure. */
const PATIENT: SandboxLimits = { ...SANDBOX_LIMITS, milliseconds: 50_000 };

export interface DeclareOptions {
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly limits?: SandboxLimits;
}

/** What the module of a declaration says when it is run once. */
export async function declare(text: string, options: DeclareOptions = {}): Promise<Value> {
  return (await evaluation(text, options)).value;
}

/** The same, with what else an evaluation tells. */
export async function evaluation(text: string, options: DeclareOptions = {}) {
  const { root, readArguments } = await start(text, options);
  const { config: value } = root.run({ config: {} });
  return { value, readArguments: readArguments() };
}

/** The whole configuration that a declaration makes together with decl's own modules. */
export async function configure(text: string, options: DeclareOptions = {}): Promise<Configuration> {
  const declaration = await prepare(text, options);
  const { root } = started(declaration, options);
  return declaration.within(() => evaluateConfiguration(root));
}

async function start(text: string, options: DeclareOptions): Promise<StartedDeclaration> {
  return started(await prepare(text, options), options);
}

function started(declaration: Declaration, options: DeclareOptions): StartedDeclaration {
  return declaration.start({
    args: options.args ?? {},
    platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
    target: options.target ?? "",
  });
}

/** A declaration from text, not yet evaluated. */
async function prepare(text: string, options: DeclareOptions = {}): Promise<Declaration> {
  const files = new Map(Object.entries(options.files ?? {}));
  const readFiles = async (names: readonly string[]) =>
    new Map(names.flatMap((name) => (files.has(name) ? [[name, files.get(name) ?? ""]] : [])));
  const { file = "image.ts", limits = PATIENT } = options;
  return prepareDeclaration(await loadDeclaration(file, text, readFiles, { limits }));
}

/** The printed errors of a promise that must fail with a DeclError. */
export async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DeclError) return error.diagnostics.map(printDiagnostic).join("\n");
    throw error;
  }
  throw new Error("expected a DeclError, got a value");
}

/** A value without its places, as plain data. Packages and store paths are `{ package }` and `{ storePath }`. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case "scalar":
      return value.value;
    case "list":
      return value.items.map(plain);
    case "attrs":
      return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry.value)]));
    case "package":
      return { package: value.attributePath };
    case "storePath":
      return { storePath: value.path };
    default:
      return { [value.kind]: true };
  }
}
