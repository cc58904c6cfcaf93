import { isPending } from "./pending.ts";

/** The names of a module's parts: a module without them but the first is its configuration. */
export const PART_NAMES = ["imports", "options", "config", "freeformType"] as const;

/** A module's value, taken apart. */
export interface ModuleParts {
  readonly imports: unknown;
  readonly options: unknown;
  readonly config: unknown;
  readonly freeformType: unknown;
  /** Whether its configuration has a name of its own. */
  readonly isLong: boolean;
  /** What stands beside the parts: the configuration, where it has no name. */
  readonly others: object;
}

/** Takes a module's value apart. What is not known of its configuration is nothing. */
export function moduleParts(module: Readonly<Record<string, unknown>>): ModuleParts {
  const { imports = [], options, config, freeformType, ...others } = module;
  const isLong = options !== undefined || config !== undefined || freeformType !== undefined;
  const own = isPending(config) ? {} : isLong ? (config ?? {}) : others;
  return { imports, options, config: own, freeformType, isLong, others };
}
