import { builtInModules } from "../modules/all.ts";
import { evaluateModules } from "../options/evaluate-modules.ts";
import { jsonSchemaOf } from "../options/json-schema.ts";
import { unitSettings } from "../services/setting-types.ts";

/** The JSON Schema of declarations, as text: docs/options.schema.json. */
export const declarationSchema = (): string => jsonSchemaOf(evaluateModules(builtInModules).tree, unitSettings());
