import { lib } from "./all.ts";
import { packageAt } from "./package-reference.ts";
import { isPending, trial } from "./pending.ts";
import { recordReads } from "./record-reads.ts";

/** What one run of a module is told. */
interface RunArguments {
  readonly config: unknown;
  /** The name of a submodule's instance. */
  readonly name: string | undefined;
  /** It has thrown, and is run for what it says all the same. */
  readonly isTrial: boolean | undefined;
}

const pkgs = packageAt("");

/**
 * Runs a module, which is a function or the value itself, with `lib`, `pkgs` and `others`. `read` makes something of what it
 * says, in the same trial, and gets the options of `config` that it read for that, "*" for all.
 */
export function runModule<T>(
  module: unknown,
  { config, name, isTrial }: RunArguments,
  others: object,
  read: (value: unknown, reads: ReadonlySet<string>) => T,
): T {
  const run = () => {
    const reads = new Set<string>();
    const own = { pkgs, lib, name, config: isReadable(config) ? recordReads(config, reads) : config };
    // As they are: what notes that it is read is not read here.
    const args = Object.defineProperties(own, Object.getOwnPropertyDescriptors(others));
    const call = (called: (args: object) => unknown) => called(Object.freeze(args));
    return read(isFunction(module) ? call(module) : module, reads);
  };
  return isTrial === true ? trial(run) : run();
}

const isFunction = (module: unknown): module is (args: object) => unknown => typeof module === "function";

/** Whether a configuration can be read in parts. */
const isReadable = (config: unknown): config is object =>
  (typeof config === "object" && config !== null) || isPending(config);
