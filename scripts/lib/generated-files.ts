import { declarationSchema } from "../../src/build/declaration-schema.ts";
import { nixosReference } from "../../src/modules/nixos/reference.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { referenceOf } from "../../src/options/reference.ts";
import { typescriptOf } from "../../src/options/typescript.ts";
import { lockJsonSchema } from "../../src/packages/lock/lock-file.ts";
import { serviceReference } from "../../src/services/reference.ts";
import { unitSettings } from "../../src/services/setting-types.ts";
import { modulesWithPlaces } from "./modules-with-places.ts";

/** Everything that is generated from decl's own modules, the settings of services and the lock file's schema: file name to text. */
export function generatedFiles(): Record<string, string> {
  const { tree } = evaluateModules(modulesWithPlaces());
  return {
    "src/lib/options.gen.d.ts": typescriptOf(tree, unitSettings()),
    "docs/options.schema.json": declarationSchema(),
    "docs/options.md": referenceOf(tree),
    "docs/nixos-modules.md": nixosReference(),
    "docs/systemd.md": serviceReference(),
    "docs/lock.schema.json": lockJsonSchema(),
  };
}
