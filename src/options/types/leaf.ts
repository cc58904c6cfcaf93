import type { TypeKind } from "../../value/type-descriptor.ts";
import { joinSame } from "./joined-type.ts";
import type { TypeOperations } from "./operations.ts";

type Own<Kind extends TypeKind> = Pick<
  TypeOperations<Kind>,
  "words" | "accepts" | "merge" | "jsonSchema" | "typescript"
> &
  Partial<TypeOperations<Kind>>;

/** The operations on types that have no types in them. */
export const leaf = <Kind extends TypeKind>(own: Own<Kind>): TypeOperations<Kind> => ({
  wordsInFull: own.words,
  hasEmptyValue: () => false,
  join: joinSame,
  meant: () => undefined,
  below: () => [],
  submodules: () => [],
  ...own,
});
