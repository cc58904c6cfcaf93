import { WHOLE } from "../lib/record-reads.ts";
import type { ModuleContent } from "../value/module-source.ts";

/** The identities of an option that does not exist, and of one that has no value. */
const ABSENT = Symbol("absent");
const MISSING = Symbol("missing");

/** An option of a configuration as an identity: parts that are equal in two rounds are the same object. */
export function partOf(config: unknown, option: string): unknown {
  if (option === WHOLE || typeof config !== "object" || config === null) return config;
  const property = Object.getOwnPropertyDescriptor(config, option);
  if (property === undefined) return ABSENT;
  return property.get === undefined ? property.value : MISSING;
}

/** What a run of a module returned, and the options of `config` that it read. */
interface Run {
  readonly content: ModuleContent;
  readonly reads: Iterable<string>;
}

/** Remembers what the runs of a module returned. It is not run again as long as nothing that it reads has changed. */
export class RunMemory {
  readonly #runs = new Map<string, { content: ModuleContent; parts: readonly (readonly [string, unknown])[] }>();

  /** What the module returns for a configuration, for each instance if it is a submodule; calls `run` where that is not known. */
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
