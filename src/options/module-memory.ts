import { pending } from "../lib/pending.ts";
import { readsOfUndefined } from "../reasons/quickjs.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { Value } from "../value/value.ts";

/** The code of a module's failure that keeps its options from being known. */
export const UNDECLARED = "undeclared-options";

const NOTHING: Value = { kind: "attrs", entries: new Map() };

/** What modules said and threw in the rounds before, by their keys. */
export class ModuleMemory {
  readonly #contents = new Map<string, ModuleContent>();
  /** What came of modules that are no functions. */
  readonly #outcomes = new Map<string, ModuleContent | Error>();
  readonly #firstFailures = new Map<string, Error>();

  /** What a module says of a configuration. Where it throws, what it says all the same, or said last; `failures` gets the error. */
  run(source: ModuleSource, config: unknown, failures: Error[]): ModuleContent | undefined {
    if (!source.isFunction) return this.#runOnce(source, failures);
    const known = this.#contents.get(source.key);
    try {
      const content = source.run({ config });
      // What a function defines before anything is known is made of nothing; what it declares counts.
      this.#contents.set(source.key, config === pending ? { ...content, config: NOTHING } : content);
      return content;
    } catch (thrown) {
      const error = asError(thrown);
      const said = config === pending ? undefined : tried(source, config);
      failures.push(said === undefined && known === undefined ? this.#withoutOptions(source, config, error) : error);
      if (said !== undefined) this.#contents.set(source.key, said);
      return said ?? known;
    }
  }

  /** A module that is no function reads no configuration: it says, or throws, the same every time. */
  #runOnce(source: ModuleSource, failures: Error[]): ModuleContent | undefined {
    const outcome = this.#outcomes.get(source.key) ?? outcomeOf(source);
    this.#outcomes.set(source.key, outcome);
    if (!(outcome instanceof Error)) return outcome;
    failures.push(outcome);
    return undefined;
  }

  /** A module that never came to say which options it declares misses these later, and why is what it threw first. */
  #withoutOptions({ key }: ModuleSource, config: unknown, error: Error): Error {
    if (config === pending) this.#firstFailures.set(key, error);
    const first = this.#firstFailures.get(key);
    if (!(first instanceof DeclError) || first.message === error.message) return error;
    if (!readsOfUndefined(error.message)) return error;
    const [diagnostic] = first.diagnostics;
    const hint =
      "a module is run first for the options that it declares, when nothing is known of `config`: `assertions` can say this later";
    return new DeclError({ message: first.message, ...diagnostic, code: UNDECLARED, hint });
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

function outcomeOf(source: ModuleSource): ModuleContent | Error {
  try {
    return source.run({ config: pending });
  } catch (thrown) {
    return asError(thrown);
  }
}

/**
 * What a module that throws says all the same, where it throws because an option has no value yet: what it declares or
 * defines may be what gives that option its value.
 */
function tried(source: ModuleSource, config: unknown): ModuleContent | undefined {
  try {
    return source.run({ config, isTrial: true });
  } catch {
    return undefined;
  }
}
