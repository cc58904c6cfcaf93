import { pending } from "../lib/pending.ts";
import { readsOfUndefined } from "../reasons/quickjs.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { Value } from "../value/value.ts";

/** The code of a module's failure that keeps its options from being known. */
export const UNDECLARED = "undeclared-options";

const NOTHING: Value = { kind: "attrs", entries: new Map() };

/** What modules returned and threw in the rounds before, by their keys. */
export class ModuleMemory {
  readonly #contents = new Map<string, ModuleContent>();
  /** The only result of each module that is no function. */
  readonly #outcomes = new Map<string, ModuleContent | Error>();
  readonly #firstFailures = new Map<string, Error>();

  /**
   * What a module returns for a configuration. Where it throws, `failures` gets the error, and the answer is what a trial run returns,
   * else what the last run returned.
   */
  run(source: ModuleSource, config: unknown, failures: Error[]): ModuleContent | undefined {
    if (!source.isFunction) return this.#runOnce(source, failures);
    const known = this.#contents.get(source.key);
    try {
      const content = source.run({ config });
      // Before anything is known, only the options that a function declares count: its definitions are made of unknown values.
      this.#contents.set(source.key, config === pending ? { ...content, config: NOTHING } : content);
      return content;
    } catch (thrown) {
      const error = asError(thrown);
      const partial = config === pending ? undefined : tried(source, config);
      failures.push(partial === undefined && known === undefined ? this.#withoutOptions(source, config, error) : error);
      if (partial !== undefined) this.#contents.set(source.key, partial);
      return partial ?? known;
    }
  }

  /** A module that is no function reads no configuration, so every run has the same result. */
  #runOnce(source: ModuleSource, failures: Error[]): ModuleContent | undefined {
    const outcome = this.#outcomes.get(source.key) ?? outcomeOf(source);
    this.#outcomes.set(source.key, outcome);
    if (!(outcome instanceof Error)) return outcome;
    failures.push(outcome);
    return undefined;
  }

  /** If a module never got as far as to declare its options, it fails later because they are missing; the first error is the reason. */
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
 * What a module that throws returns in a trial run, in which options without a value are pending: what it declares or defines may be
 * what gives such an option its value.
 */
function tried(source: ModuleSource, config: unknown): ModuleContent | undefined {
  try {
    return source.run({ config, isTrial: true });
  } catch {
    return undefined;
  }
}
