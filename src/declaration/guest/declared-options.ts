import { isDeepEqual } from "../../lib/deep-equal.ts";
import type { ModuleAnswer } from "../protocol.ts";
import { encode } from "./encode.ts";
import { hasSameMark } from "./literals.ts";

/** The last options that each module declared, by the module's number. Most instances of a submodule declare the same options. */
const declared = new Map<number, { readonly value: unknown; readonly id: number }>();
let declarations = 0;

/** Encodes options with a number. Options that the host has already got by that number are not sent again. */
export function encodeOptions(options: unknown, module: number): ModuleAnswer["options"] {
  const known = declared.get(module);
  if (known !== undefined && isDeepEqual(known.value, options, hasSameMark)) return { id: known.id };
  const value = encode(options, ["options"]);
  declared.set(module, { value: options, id: ++declarations });
  return { id: declarations, value };
}

/** To be called when the host has forgotten all of them. */
export const forgetOptions = (): void => declared.clear();
