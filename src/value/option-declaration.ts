import type { Place } from "../text/diagnostic.ts";
import type { TypeDescriptor } from "./type-descriptor.ts";
import type { Value } from "./value.ts";

/** A declared option. */
export interface OptionDeclaration {
  readonly type: TypeDescriptor;
  /** As a value, merged like a definition of the lowest priority. */
  readonly default?: Value;
  readonly defaultText?: string;
  readonly description?: string;
  readonly example?: Value;
  readonly internal?: boolean;
  readonly readOnly?: boolean;
  readonly deprecated?: string;
  readonly renamedTo?: string;
  /** Turns the merged value into the one that modules read; throws what the declaration's function throws. */
  readonly apply?: (value: unknown) => unknown;
  /** The module that declares it. */
  readonly module: string;
  readonly place?: Place;
}
