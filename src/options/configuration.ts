import type { Config } from "../lib/options.gen.d.ts";
import type { Place } from "../text/diagnostic.ts";
import type { EvaluatedModules } from "./evaluate-modules.ts";
import type { Path } from "./merge-context.ts";

/** The merged configuration of an image. */
export interface Configuration extends EvaluatedModules {
  readonly config: Config & Readonly<Record<string, unknown>>;
  /** Where the value of an option, list element or attribute was defined; if that is not known, where the part around it was. */
  placeOf(path: Path): Place | undefined;
}
