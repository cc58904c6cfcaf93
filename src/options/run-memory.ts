import { WHOLE } from "../lib/noted.ts";
import type { ModuleContent } from "../value/module-source.ts";

/** Stand for what is not there, and for what an option without a value has. */
const ABSENT = Symbol("absent");
const MISSING = Symbol("missing");

/** An option of a configuration as an identity: parts that are equal in two rounds are the same object. */
export function partOf(config: unknown, option: string): unknown {
  if (option === WHOLE || typeof config !== "object" || config === null) return config;
  const property = Object.getOwnPropertyDescriptor(config, option);
  if (property === undefined) return ABSENT;
  return property.get === undefined ? property.value : MISSING;
}

/** What a module said, and the options of `config` that it read for that. */
interface Run {
  readonly content: ModuleContent;
  readonly reads: Iterable<string>;
}

/** Remembers what modules said: one says the same again as long as nothing that it reads has changed. */
export class RunMemory {
  readonly #runs = new Map<string, { content: ModuleContent; parts: readonly (readonly [string, unknown])[] }>();

  /** The answer of a module, or of an instance of a submodule, for a configuration; `run` is called where it is not known. */
  recall(instance: string, config: unknown, run: () => Run): ModuleContent {
    const known = this.#runs.get(instance);
    if (known?.parts.every(([option, part]) => partOf(config, option) === part)) return known.content;
    const { content, reads } = run();
    this.#runs.set(instance, {
      content,
      parts: Array.from(reads, (option) => [option, partOf(config, option)] as const),
    });
    return content;
  }
}
