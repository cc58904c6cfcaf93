import { at, type Place } from "../text/diagnostic.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { MergeContext, Path } from "./merge-context.ts";
import { matches } from "./pattern.ts";
import { wrongType } from "./value-errors.ts";

/** Says that the last name of a path is none of those that attributes of such a type may have. */
export function checkName(context: MergeContext, path: Path, type: TypeDescriptor, place: Place | undefined): void {
  const name = path.at(-1) ?? "";
  if (type.kind !== "attrsOf" || type.names === undefined || matches(type.names, name, type.guarded)) return;
  const value = { kind: "scalar", value: name } as const;
  wrongType(context, path, { value, ...at(place) }, type.expected ?? `/${type.names}/`);
}
