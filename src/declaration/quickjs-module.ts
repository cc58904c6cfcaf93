import { defined } from "../text/defined.ts";

let compiling: Promise<WebAssembly.Module> | undefined;
let kept: Promise<Uint8Array | undefined> | undefined;

/** Starts to compile QuickJS, in another thread, before there is a declaration to run. */
export function compileAhead(wasm: Promise<Uint8Array>): void {
  compiling = wasm.then((bytes) => WebAssembly.compile(bytes));
  compiling.catch(() => undefined); // whoever runs a declaration gets the error
}

/** The module that was compiled ahead, if there is one. Else the library decodes and compiles its own, which takes longer. */
export function compiledAhead(): { wasmModule?: Promise<WebAssembly.Module> } {
  return defined({ wasmModule: compiling });
}

/** Sets the snapshot that each sandbox starts from. Without one, a sandbox starts from scratch. */
export function beginWith(memory: Promise<Uint8Array | undefined>): void {
  kept = memory;
}

export const memoryAhead = async (): Promise<Uint8Array | undefined> => kept;
