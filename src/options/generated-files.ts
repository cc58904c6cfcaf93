import { builtInModules } from "../modules/all.ts";
import { lockJsonSchema } from "../nix/lock/lock-file.ts";
import { evaluateModules } from "./evaluate-modules.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import { referenceOf } from "./reference.ts";
import { typescriptOf } from "./typescript.ts";

/** Everything that is generated from the options of decl's own modules and from the lock file's schema: file name to text. */
export function generatedFiles(): Record<string, string> {
  const { tree } = evaluateModules(builtInModules);
  return {
    "src/modules/options.gen.d.ts": typescriptOf(tree),
    "docs/options.schema.json": jsonSchemaOf(tree),
    "docs/options.md": referenceOf(tree),
    "docs/lock.schema.json": lockJsonSchema(),
  };
}
