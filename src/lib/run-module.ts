import { lib } from "./all.ts";
import { packageAt } from "./package-reference.ts";
import { isPending, trial } from "./pending.ts";
import { recordReads } from "./record-reads.ts";

/** The arguments of one run of a module. */
interface RunArguments {
  readonly config: unknown;
  /** The name of a submodule's instance. */
  readonly name: string | undefined;
  /** Whether it is a trial run, after the module has thrown. */
  readonly isTrial: boolean | undefined;
}

const pkgs = packageAt("");

/**
 * Runs a module, which is a function or the value itself, with `lib`, `pkgs` and `others`. `read` converts the result within the same
 * trial run. It also gets the names of the options of `config` that the module has read, "*" for all.
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
    // Getters are copied as they are, since some record that they are read.
    const args = Object.defineProperties(own, Object.getOwnPropertyDescriptors(others));
    const call = (called: (args: object) => unknown) => called(Object.freeze(args));
    return read(isFunction(module) ? call(module) : module, reads);
  };
  return isTrial === true ? trial(run) : run();
}

const isFunction = (module: unknown): module is (args: object) => unknown => typeof module === "function";

/** Whether a configuration has parts whose reads can be recorded. */
const isReadable = (config: unknown): config is object =>
  (typeof config === "object" && config !== null) || isPending(config);
