import { buildSync } from "esbuild";

/**
 * What `import text from "./guest.ts?sandbox"` is: the module and all that it imports as one ES module of JavaScript, which a
 * sandbox loads. The bundle, vitest and plain Node all have it from here.
 */
export function sandboxText(path: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    format: "esm",
    // What QuickJS knows. It has nothing of Node, and an import of that fails here.
    target: "es2023",
    platform: "neutral",
    charset: "utf8",
    write: false,
    logLevel: "error",
  });
  return outputFiles.map(({ text }) => text).join("");
}
