import type { TypeDescriptor } from "../../value/type-descriptor.ts";
import type { Value } from "../../value/value.ts";
import { joinInner } from "./joined-type.ts";
import type { Types } from "./operations.ts";

interface Outer {
  readonly of: TypeDescriptor;
}

/** The operations that a type such as nullOr takes over from the type within it. */
export const inner = (types: Types) => ({
  join: joinInner(types),
  meant: ({ of }: Outer, value: Value) => types.meant(of, value),
  below: ({ of }: Outer, name: string) => types.below(of, name),
  submodules: ({ of }: Outer) => types.submodules(of),
});
