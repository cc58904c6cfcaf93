import type { TypeDescriptor } from "../../value/type-descriptor.ts";
import type { Types } from "./operations.ts";

/** Joins types without types in them: they must be equal. */
export const joinSame = <Type extends object>(one: Type, other: Type): Type | undefined =>
  isSame(one, other) ? one : undefined;

/** Joins types with one type in them: these must join, and all else must be equal. */
export const joinInner =
  (types: Types) =>
  <Type extends { readonly of: TypeDescriptor }>(one: Type, other: Type): Type | undefined => {
    if (!isSame({ ...one, of: undefined }, { ...other, of: undefined })) return undefined;
    const of = types.join(one.of, other.of);
    return of && { ...one, of };
  };

function isSame(one: object, other: object): boolean {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  const value = (type: object, member: string) =>
    JSON.stringify(Object.entries(type).find(([name]) => name === member));
  return [...members].every((member) => value(one, member) === value(other, member));
}
