import type { Place } from "../text/diagnostic.ts";
import type { Value } from "./value.ts";

/** The arguments of a module beside `lib` and `pkgs`. */
export interface ModuleArguments {
  /** The merged configuration so far, of the whole image or of the submodule that the module is for; else `pending`. */
  readonly config: unknown;
  /** The name of a submodule's instance in its attribute set. */
  readonly name?: string;
  /** Whether it is a trial run, after the module has thrown: options without a value are `pending`. */
  readonly isTrial?: boolean;
}

/** The content of a module, from its value or from what its function returns. */
export interface ModuleContent {
  readonly imports: readonly Import[];
  /** An attribute set whose leaves are options. */
  readonly options?: Value | undefined;
  readonly config: Value;
  /** The type of values that no option is declared for. */
  readonly freeform?: Value;
  /** The file that it is in, if that is known only after the run. */
  readonly file?: string | undefined;
}

/** A member of `imports`, and its place. */
export interface Import {
  readonly source: ModuleSource;
  readonly place?: Place;
}

/** A module, wherever it runs: in the sandbox, or as one of decl's own. */
export interface ModuleSource {
  /** Identifies the module, so that it counts once even if several modules import it. */
  readonly key: string;
  /** For messages. */
  readonly name: string;
  /** Whether it takes arguments. The content of a module that does not is always the same. */
  readonly isFunction: boolean;
  /**
   * Runs the module. Errors of the module are thrown as DeclErrors with a place. If nothing that the module reads has changed since the
   * last run, the result is the same object.
   */
  run(args: ModuleArguments): ModuleContent;
}
