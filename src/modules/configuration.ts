import type { Configuration } from "../options/configuration.ts";
import { placeOfPath } from "../options/declared-diagnostics.ts";
import { evaluateModules } from "../options/evaluate-modules.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { absentOption, groupAdvice } from "./absent-options.ts";
import { builtInModules } from "./all.ts";
import { asksNixos } from "./nixos/nixos.ts";

/**
 * Evaluates a declaration's module together with decl's own. Where it asks for NixOS, `nixos` is the module with its answer:
 * without one the configuration is open, and says no more than what NixOS is to be asked. Throws a DeclError.
 */
export function evaluateConfiguration(root: ModuleSource, nixos?: ModuleSource): Configuration {
  const modules = [...builtInModules, ...(nixos === undefined ? [] : [nixos]), root];
  const advice = { absent: absentOption, group: groupAdvice };
  const evaluated = evaluateModules(modules, advice, (records) => nixos === undefined && asksNixos(records));
  return {
    ...evaluated,
    // The types are generated from the same options that were merged here.
    config: evaluated.config as Configuration["config"],
    placeOf: (path) => placeOfPath(evaluated.records, path),
  };
}
