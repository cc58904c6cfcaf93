import { lib } from "../../src/lib/all.ts";
import { modulesByName } from "../../src/modules/all.ts";
import { type HostArguments, type HostModule, hostModule } from "../../src/options/host-module.ts";
import type { ModuleSource } from "../../src/value/module-source.ts";

/** decl's own modules, with a `lib` that notes in each option which file of src/modules declares it. */
export function modulesWithPlaces(): ModuleSource[] {
  return modulesByName.map(([name, module]) => hostModule(name, withNotingLib(module)));
}

const known = new WeakMap<object, HostModule>();

/** The same module is the same each time, or evaluating would never come to an end. */
function withNotingLib<Module extends HostModule>(module: Module): Module {
  if (typeof module !== "function") return module;
  const noting =
    known.get(module) ?? ((args: never) => module({ ...(args as HostArguments), lib: notingLib } as never));
  known.set(module, noting);
  return noting as Module; // it takes and returns the same
}

const notingLib: typeof lib = {
  ...lib,
  mkOption: (fields) => {
    // An option that is made of another one has its own place.
    const { place: _, ...own } = { place: undefined, ...fields };
    return placed(lib.mkOption(own));
  },
  mkEnableOption: (...args) => placed(lib.mkEnableOption(...args)),
  mkPackageOption: (...args) => placed(lib.mkPackageOption(...args)),
  types: {
    ...lib.types,
    // Submodules that are functions take a `lib` of their own.
    submodule: ((module: HostModule) => lib.types.submodule(withNotingLib(module))) as typeof lib.types.submodule,
    submoduleWith: ({ modules }) => lib.types.submoduleWith({ modules: modules.map(withNotingLib) }),
  },
};

function placed<Option extends object>(option: Option): Option {
  const start = { line: 0, column: 0 };
  const file = callers().find((name) => !name.endsWith("/option-kinds.ts"));
  return file === undefined ? option : Object.freeze({ ...option, place: { file, start, end: start } });
}

/** The files of src/modules whose functions are being called, the innermost first; those of option-kinds.ts make options for others. */
function callers(): string[] {
  const { stack = "" } = new Error();
  return stack.split("\n").flatMap((line) => /src\/modules\/[\w./-]+\.ts/.exec(line)?.[0] ?? []);
}
