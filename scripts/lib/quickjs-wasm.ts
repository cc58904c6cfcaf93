import variant from "@jitl/quickjs-singlefile-mjs-release-sync";

/** The WebAssembly that the package carries inside of its script as text: what it would compile, taken from it. */
export async function quickjsWasm(): Promise<Uint8Array> {
  const bytes = Promise.withResolvers<Uint8Array>();
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (source: unknown) => {
    if (source instanceof Uint8Array) bytes.resolve(source);
    else bytes.reject(new Error("the package compiles something else than bytes"));
    return new Promise(() => undefined);
  };
  try {
    const loaded = await variant.importModuleLoader();
    const load = typeof loaded === "function" ? loaded : loaded.default;
    void (typeof load === "function" ? load : load.default)({});
    return await bytes.promise;
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
