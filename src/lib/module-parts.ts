import { isPending } from "./pending.ts";

/** The names of a module's parts. A module with none of them, or only with imports, is a configuration without the name `config`. */
export const PART_NAMES = ["imports", "options", "config", "freeformType"] as const;

/** The parts of a module's value. */
export interface ModuleParts {
  readonly imports: unknown;
  readonly options: unknown;
  readonly config: unknown;
  readonly freeformType: unknown;
  /** Whether its configuration is in `config`. */
  readonly isLong: boolean;
  /** All other members: the configuration of a module without `config`. */
  readonly others: object;
}

/** Splits a module's value into its parts. A configuration that is not known yet counts as empty. */
export function moduleParts(module: Readonly<Record<string, unknown>>): ModuleParts {
  const { imports = [], options, config, freeformType, ...others } = module;
  const isLong = options !== undefined || config !== undefined || freeformType !== undefined;
  const own = isPending(config) ? {} : isLong ? (config ?? {}) : others;
  return { imports, options, config: own, freeformType, isLong, others };
}
