import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import type { SandboxLimits } from "../../src/declaration/sandbox.ts";
import type { Value } from "../../src/declaration/value.ts";
import { DeclError, printDiagnostic } from "../../src/diagnostic.ts";

export interface DeclareOptions {
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly limits?: SandboxLimits;
}

/** Evaluates a declaration from text, as a build would. */
export async function declare(text: string, options: DeclareOptions = {}): Promise<Value> {
  const files = new Map(Object.entries(options.files ?? {}));
  const loaded = await loadDeclaration(options.file ?? "image.ts", text, async (names) => {
    return new Map(names.flatMap((name) => (files.has(name) ? [[name, files.get(name) ?? ""]] : [])));
  });
  const declaration = await prepareDeclaration(loaded, options.limits);
  return declaration.evaluate({
    args: options.args ?? {},
    platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
    target: options.target ?? "",
  });
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
  }
}
