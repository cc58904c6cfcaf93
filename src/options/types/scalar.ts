import type { TypeKind, TypeOf } from "../../value/type-descriptor.ts";
import type { Value } from "../../value/value.ts";
import { conflict, failureOf, writeInstead, wrongType } from "../value-errors.ts";
import { leaf } from "./leaf.ts";
import type { TypeOperations } from "./operations.ts";

type Own<Kind extends TypeKind> = Pick<TypeOperations<Kind>, "words" | "jsonSchema" | "typescript"> &
  Partial<Pick<TypeOperations<Kind>, "join" | "meant">> & {
    /** The value of a definition as modules read it; undefined if it has a wrong type. */
    readonly read: (type: TypeOf<Kind>, value: Value) => unknown;
    /** Makes one value of several definitions. Without it they have to be equal. */
    readonly combine?: (type: TypeOf<Kind>, values: readonly unknown[]) => unknown;
    /** The hint for a value of a wrong type, as a sentence. */
    readonly guess?: (type: TypeOf<Kind>, value: Value) => string | undefined;
  };

/** The operations on types whose definitions are one value each. */
export function scalar<Kind extends TypeKind>({ read, combine, guess, ...own }: Own<Kind>): TypeOperations<Kind> {
  return leaf<Kind>({
    ...own,
    accepts: (type, value) => read(type, value) !== undefined,
    merge: (context, path, type, definitions) => {
      const values: unknown[] = [];
      for (const definition of definitions) {
        let value: unknown;
        try {
          value = read(type, definition.value);
        } catch (error) {
          context.failures.push(failureOf(error, path, definition.place));
          return undefined;
        }
        if (value === undefined) {
          const hint =
            guess?.(type, definition.value) ?? writeInstead(definition.value, own.meant?.(type, definition.value));
          return wrongType(context, path, definition, own.words(type), hint);
        }
        values.push(value);
      }
      if (combine !== undefined) return combine(type, values);
      const [first] = values;
      return values.every((value) => value === first) ? first : conflict(context, path, definitions);
    },
  });
}
