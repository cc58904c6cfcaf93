import { nixosReference } from "../../src/modules/nixos/reference.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { jsonSchemaOf } from "../../src/options/json-schema.ts";
import { referenceOf } from "../../src/options/reference.ts";
import { typescriptOf } from "../../src/options/typescript.ts";
import { lockJsonSchema } from "../../src/packages/lock/lock-file.ts";
import { serviceReference } from "../../src/services/reference.ts";
import { modulesWithPlaces } from "./modules-with-places.ts";

/** Everything that is generated from decl's own modules, the settings of services and the lock file's schema: file name to text. */
export function generatedFiles(): Record<string, string> {
  const { tree } = evaluateModules(modulesWithPlaces());
  return {
    "src/lib/options.gen.d.ts": typescriptOf(tree),
    "docs/options.schema.json": jsonSchemaOf(tree),
    "docs/options.md": referenceOf(tree),
    "docs/nixos-modules.md": nixosReference(),
    "docs/systemd.md": serviceReference(),
    "docs/lock.schema.json": lockJsonSchema(),
  };
}
