import { builtInModules } from "../modules/all.ts";
import { evaluateModules } from "./evaluate-modules.ts";
import { typescriptOf } from "./typescript.ts";

/** Everything that is generated from the options of decl's own modules: file name to text. */
export function generatedFiles(): Record<string, string> {
  const { tree } = evaluateModules(builtInModules);
  return { "src/modules/options.gen.d.ts": typescriptOf(tree) };
}
