import { at, type Place } from "../text/diagnostic.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { MergeContext, Path } from "./merge-context.ts";
import { matches } from "./pattern.ts";
import { wrongType } from "./value-errors.ts";

/** Reports the last name of a path where the type of the attribute set does not allow that name. */
export function checkName(context: MergeContext, path: Path, type: TypeDescriptor, place: Place | undefined): void {
  const name = path.at(-1) ?? "";
  if (type.kind !== "attrsOf" || type.names === undefined || matches(type.names, name, type.guarded)) return;
  const value = { kind: "scalar", value: name } as const;
  wrongType(context, path, { value, ...at(place) }, type.expected ?? `/${type.names}/`);
}
