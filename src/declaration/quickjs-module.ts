let compiling: Promise<WebAssembly.Module> | undefined;
let kept: Promise<Uint8Array | undefined> | undefined;

/** Compiles QuickJS, in a thread of its own, before a declaration is there to be run. */
export function compileAhead(wasm: Promise<Uint8Array>): void {
  compiling = wasm.then((bytes) => WebAssembly.compile(bytes));
  compiling.catch(() => undefined); // whoever runs a declaration gets the error
}

/** QuickJS where it was compiled ahead; else the library brings its own, as text that has to be decoded first. */
export function compiledAhead(): { wasmModule?: Promise<WebAssembly.Module> } {
  return compiling === undefined ? {} : { wasmModule: compiling };
}

/** Has each sandbox begin with the memory of one that has started; without one, it starts by itself. */
export function beginWith(memory: Promise<Uint8Array | undefined>): void {
  kept = memory;
}

export const memoryAhead = async (): Promise<Uint8Array | undefined> => kept;
