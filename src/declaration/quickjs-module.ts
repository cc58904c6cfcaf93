import { readFile } from "node:fs/promises";
import { join } from "node:path";

let compiling: Promise<WebAssembly.Module> | undefined;

/** Compiles the quickjs.wasm of a folder, in a thread of its own, before a declaration is there to be run. */
export function compileAhead(folder: string): void {
  compiling = readFile(join(folder, "quickjs.wasm")).then((bytes) => WebAssembly.compile(bytes));
  compiling.catch(() => undefined); // whoever runs a declaration gets the error
}

/** QuickJS where it was compiled ahead; else the library brings its own, as text that has to be decoded first. */
export function compiledAhead(): { wasmModule?: Promise<WebAssembly.Module> } {
  return compiling === undefined ? {} : { wasmModule: compiling };
}
