import nodeModule, { createRequire } from "node:module";
import { asNodeSays } from "../reasons/type-stripper.ts";

/** What Node itself removes types with from version 22.13 on. */
interface Amaro {
  transformSync(text: string, options: { readonly mode: "strip-only"; readonly filename: string }): { code: string };
}

/**
 * TypeScript without its types, everything else where it was. Throws what Node throws, whose reasons are in
 * reasons/type-stripper.ts. The command `decl` has Amaro beside it for older versions of Node.
 */
export function stripTypes(text: string, file: string): string {
  if (typeof nodeModule.stripTypeScriptTypes === "function") {
    return nodeModule.stripTypeScriptTypes(text, { mode: "strip", sourceUrl: file });
  }
  const amaro = createRequire(import.meta.url)("./amaro.cjs") as Amaro; // scripts/lib/amaro.ts puts it there
  try {
    return amaro.transformSync(text, { mode: "strip-only", filename: file }).code;
  } catch (error) {
    throw asNodeSays(error);
  }
}
