import { isDeepEqual } from "../../lib/deep-equal.ts";
import type { ModuleAnswer } from "../protocol.ts";
import { encode } from "./encode.ts";
import { hasSameMark } from "./literals.ts";

/** The options that modules declared last, by the module's number. Instances mostly declare the same. */
const declared = new Map<number, { readonly value: unknown; readonly id: number }>();
let declarations = 0;

/** Options with a number; those that are known by it already are left out. */
export function encodeOptions(options: unknown, module: number): ModuleAnswer["options"] {
  const known = declared.get(module);
  if (known !== undefined && isDeepEqual(known.value, options, hasSameMark)) return { id: known.id };
  const value = encode(options, ["options"]);
  declared.set(module, { value: options, id: ++declarations });
  return { id: declarations, value };
}

/** The host knows none of them any more. */
export const forgetOptions = (): void => declared.clear();
