/** `import text from "./file.sh?raw"`: the file as text (vite's notation; scripts/build.ts does the same in the bundle). */
declare module "*?raw" {
  const text: string;
  export default text;
}

/** `import text from "./file.ts?sandbox"`: the module and all that it imports as one JavaScript text (scripts/lib/sandbox-text.ts). */
declare module "*?sandbox" {
  const text: string;
  export default text;
}

/** Node has WebAssembly, but TypeScript declares it only in the library for browsers. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  var Memory: new (descriptor: { initial: number; maximum: number }) => Memory;
  /** Opaque: only what compiles it makes one. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  var instantiate: (bytes: unknown) => Promise<never>;
}

/** package.json's, written into the bundle by scripts/build.ts. */
declare const DECL_VERSION: string;
