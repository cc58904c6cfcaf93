import type { StorePath } from "../../nix/store-path.ts";
import type { DerivationTable, KnownDerivation } from "./derivation-table.ts";

/** A derivation that is to be built. */
export interface PlannedBuild extends KnownDerivation {
  /** Its direct inputs: outputs of others, and sources. */
  readonly inputs: readonly StorePath[];
  /** Those of them that are not built. */
  readonly fetched: readonly StorePath[];
  /** The derivations of those that are to be built too. */
  readonly after: readonly string[];
}

/** What is to be built, by .drv file, each after all that it needs. */
export type BuildPlan = ReadonlyMap<string, PlannedBuild>;

/** Of store paths, those that no cache has with all that they need. */
export type FindAbsent = (paths: readonly StorePath[]) => Promise<ReadonlySet<string>>;

/**
 * What has to be built for `wanted`, which no cache has: from the top down, so that of a path that a cache has nothing below is
 * looked at. In a → b → c where a cache has c: b, then a.
 *
 * @throws FormatError where a derivation that is needed cannot be read
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
      // What is built anyway is wanted of no cache.
      if (maker !== undefined && !found.has(maker.path.path)) ask.set(path.path, { path, maker });
    }
    const absent = ask.size === 0 ? new Set<string>() : await findAbsent(Array.from(ask.values(), ({ path }) => path));
    const makers = Array.from(absent, (path) => ask.get(path)?.maker).filter((maker) => maker !== undefined);
    level = [...new Map(makers.map((maker) => [maker.path.path, maker])).values()];
  }
  return inOrder(found, table);
}

/** Outputs of other derivations, then sources, each once. */
function inputsOf({ derivation }: KnownDerivation, table: DerivationTable): StorePath[] {
  const paths = [...derivation.inputDerivations].flatMap(([input, names]) => {
    const { outputs } = table.get(input).derivation;
    return names.flatMap((name) => outputs.get(name)?.path ?? []);
  });
  return [...new Map([...paths, ...derivation.inputSources].map((path) => [path.path, path])).values()];
}

/** Depth first, each after its inputs. Nix makes no circles: their names would be hashes of each other. */
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
    // An explicit stack: a chain of derivations may be longer than JavaScript's own.
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
