import type { Configuration } from "../options/configuration.ts";
import { placeOfPath } from "../options/declared-diagnostics.ts";
import { evaluateModules } from "../options/evaluate-modules.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { absentOption, groupAdvice } from "./absent-options.ts";
import { builtInModules } from "./all.ts";

/** Evaluates a declaration's module together with decl's own. Throws a DeclError. */
export function evaluateConfiguration(root: ModuleSource): Configuration {
  const evaluated = evaluateModules([...builtInModules, root], { absent: absentOption, group: groupAdvice });
  return {
    ...evaluated,
    // The types are generated from the same options that were merged here.
    config: evaluated.config as Configuration["config"],
    placeOf: (path) => placeOfPath(evaluated.records, path),
  };
}
