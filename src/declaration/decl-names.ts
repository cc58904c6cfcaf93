/** What "decl" exports; the compiler complains where decl.d.ts has others. */
export const DECL_NAMES: ReadonlySet<string> = new Set(
  Object.keys({
    context: true,
    image: true,
    images: true,
    lib: true,
    module: true,
    nix: true,
    build: true,
    storePath: true,
  } satisfies Record<keyof typeof import("./decl.d.ts"), true>),
);
