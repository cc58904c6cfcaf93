import type { Place } from "../diagnostic.ts";
import { absentOption, groupAdvice } from "../modules/absent-options.ts";
import { builtInModules } from "../modules/all.ts";
import type { Config } from "../modules/options.gen.d.ts";
import { placeOfPath } from "./declared-diagnostics.ts";
import { type EvaluatedModules, evaluateModules } from "./evaluate-modules.ts";
import type { Path } from "./merge-context.ts";
import type { ModuleSource } from "./module-source.ts";

/** The merged configuration of an image. */
export interface Configuration extends EvaluatedModules {
  readonly config: Config & Readonly<Record<string, unknown>>;
  /** Where the value of an option, list element or attribute was defined; of what is around it where that is not known. */
  placeOf(path: Path): Place | undefined;
}

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
