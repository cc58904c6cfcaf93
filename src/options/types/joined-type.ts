import type { TypeDescriptor } from "../../value/type-descriptor.ts";
import type { Types } from "./operations.ts";

/** Types that are made of no others go together where they are the same. */
export const joinSame = <Type extends object>(one: Type, other: Type): Type | undefined =>
  isSame(one, other) ? one : undefined;

/** Types that are made of one other go together where these do, and the rest is the same. */
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
