import type { StorePath } from "../../nix/store-path.ts";
import type { DerivationTable, KnownDerivation } from "./derivation-table.ts";

/** A derivation that is to be built. */
export interface PlannedBuild extends KnownDerivation {
  /** Its direct inputs: outputs of others, and sources. */
  readonly inputs: readonly StorePath[];
  /** The inputs that are fetched from caches instead of being built. */
  readonly fetched: readonly StorePath[];
  /** The derivations of the inputs that are built too. */
  readonly after: readonly string[];
}

/** The derivations to build, by .drv file, each after its inputs. */
export type BuildPlan = ReadonlyMap<string, PlannedBuild>;

/** Answers which of some store paths no cache has with all that they refer to. */
export type FindAbsent = (paths: readonly StorePath[]) => Promise<ReadonlySet<string>>;

/**
 * Plans what has to be built for `wanted`, which no cache has. The search goes from each derivation to its inputs and ends at paths that a
 * cache has. If a needs b, b needs c and a cache has c, the plan is b, then a.
 *
 * @throws FormatError if a derivation that is needed cannot be parsed
 */
export async function planBuilds(
  wanted: Iterable<KnownDerivation>,
  table: DerivationTable,
  findAbsent: FindAbsent,
): Promise<BuildPlan> {
  const found = new Map<string, { known: KnownDerivation; inputs: StorePath[] }>();
  const seen = new Set<string>();
  let level = [...new Map(Array.from(wanted, (known) => [known.path.path, known])).values()];
  while (level.length > 0) {
    for (const known of level) found.set(known.path.path, { known, inputs: inputsOf(known, table) });
    const ask = new Map<string, { readonly path: StorePath; readonly maker: KnownDerivation }>();
    for (const path of level.flatMap(({ path: { path } }) => found.get(path)?.inputs ?? [])) {
      const maker = seen.has(path.path) ? undefined : table.makerOf(path);
      seen.add(path.path);
      // An output of a derivation that is built anyway need not be asked for.
      if (maker !== undefined && !found.has(maker.path.path)) ask.set(path.path, { path, maker });
    }
    const absent = ask.size === 0 ? new Set<string>() : await findAbsent(Array.from(ask.values(), ({ path }) => path));
    const makers = Array.from(absent, (path) => ask.get(path)?.maker).filter((maker) => maker !== undefined);
    level = [...new Map(makers.map((maker) => [maker.path.path, maker])).values()];
  }
  return inOrder(found, table);
}

/** The inputs of a derivation: outputs of other derivations, then sources, each once. */
function inputsOf({ derivation }: KnownDerivation, table: DerivationTable): StorePath[] {
  const paths = [...derivation.inputDerivations].flatMap(([input, names]) => {
    const { outputs } = table.get(input).derivation;
    return names.flatMap((name) => outputs.get(name)?.path ?? []);
  });
  return [...new Map([...paths, ...derivation.inputSources].map((path) => [path.path, path])).values()];
}

/** Sorts the derivations, each after its inputs. There are no circles, since a .drv file's name contains a hash of its inputs. */
function inOrder(
  found: ReadonlyMap<string, { readonly known: KnownDerivation; readonly inputs: readonly StorePath[] }>,
  table: DerivationTable,
): BuildPlan {
  const plan = new Map<string, PlannedBuild>();
  const before = (path: string): string[] => {
    const after = (found.get(path)?.inputs ?? []).flatMap((input) => table.makerOf(input)?.path.path ?? []);
    return [...new Set(after)].filter((maker) => found.has(maker));
  };
  for (const start of [...found.keys()].sort()) {
    // An explicit stack, since a chain of derivations may be longer than JavaScript's call stack.
    const stack = plan.has(start) ? [] : [{ path: start, left: before(start) }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.pop();
      if (next !== undefined) {
        if (!plan.has(next)) stack.push({ path: next, left: before(next) });
        continue;
      }
      stack.pop();
      const one = found.get(top.path);
      if (one !== undefined && !plan.has(top.path)) {
        const { known, inputs } = one;
        const fetched = inputs.filter((input) => {
          const maker = table.makerOf(input);
          return maker !== undefined && !found.has(maker.path.path);
        });
        plan.set(top.path, { ...known, inputs, fetched, after: before(top.path) });
      }
    }
  }
  return plan;
}
