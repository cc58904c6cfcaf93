import type { Place } from "../text/diagnostic.ts";
import type { Value } from "./value.ts";

/** What a module is called with, beside `lib` and `pkgs`. */
export interface ModuleArguments {
  /** The merged configuration so far, of the whole image or of the submodule that the module is for; else `pending`. */
  readonly config: unknown;
  /** The name of a submodule's instance in its attribute set. */
  readonly name?: string;
  /** It has thrown, and is run for what it says all the same: what has no value yet is `pending`. */
  readonly isTrial?: boolean;
}

/** What a module says when it is run: a value or the answer of a function. */
export interface ModuleContent {
  readonly imports: readonly Import[];
  /** An attribute set whose leaves are options. */
  readonly options?: Value | undefined;
  readonly config: Value;
  /** The type of what no option is declared for. */
  readonly freeform?: Value;
  /** The file that it stands in, where that is known only now. */
  readonly file?: string | undefined;
}

/** One of `imports` and where it stands there. */
export interface Import {
  readonly source: ModuleSource;
  readonly place?: Place;
}

/** A module, wherever it runs: in the sandbox, or as one of decl's own. */
export interface ModuleSource {
  /** The same module has the same key, so that it counts once. */
  readonly key: string;
  /** For messages. */
  readonly name: string;
  /** Whether it takes arguments; one that does not says the same every time. */
  readonly isFunction: boolean;
  /**
   * Throws what the module throws, as a DeclError with its place. Where nothing that the module reads has changed since
   * the last time, the answer is the same object.
   */
  run(args: ModuleArguments): ModuleContent;
}
