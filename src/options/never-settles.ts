import { isDeepStrictEqual } from "node:util";
import { at, DeclError } from "../text/diagnostic.ts";
import type { Definition } from "./definition.ts";
import { type OptionRecord, pathKey, pathText } from "./merge-context.ts";

type Records = ReadonlyMap<string, OptionRecord>;

/**
 * The error for options that still differ between two rounds: a module defines such an option from its own value. The error is at a
 * definition that only one of the two rounds has.
 */
export function neverSettles(before: Records, now: Records): DeclError {
  const flipping: OptionRecord[] = [];
  for (const [key, record] of now) {
    const old = before.get(key);
    if (old === undefined || !isDeepStrictEqual(old.value, record.value)) flipping.push(record);
  }
  for (const [key, record] of before) if (!now.has(key)) flipping.push(record);
  // Only the innermost options that differ are named; the parts around them differ because of them.
  const around = new Set(flipping.flatMap(({ path }) => path.map((_, length) => pathKey(path.slice(0, length)))));
  const deepest = new Map<string, OptionRecord>();
  for (const record of flipping) {
    if (around.has(pathKey(record.path))) continue;
    const whole = wholeOf(record, before, now);
    deepest.set(pathKey(whole.path), whole);
  }
  const problems = [...deepest.values()].map(({ path }) => {
    const key = pathKey(path);
    const definitions = changedDefinitions(before.get(key)?.definitions ?? [], now.get(key)?.definitions ?? []);
    const modules = [...new Set(definitions.map(({ module }) => module))];
    const who =
      modules.length === 0 ? "" : `: ${modules.join(" and ")} ${modules.length === 1 ? "keeps" : "keep"} changing it`;
    return {
      code: "never-settles",
      message: `the option ${pathText(path)} never settles${who}`,
      ...at(definitions.find(({ place }) => place !== undefined)?.place),
      hint: "a definition must not depend on the value that it changes",
    };
  });
  // The user's own definitions are the cause. Options that only decl's modules define change as a consequence.
  const own = problems.filter(({ place }) => place !== undefined);
  const [first, ...others] = (own.length === 0 ? problems : own).slice(0, 5);
  return new DeclError(first ?? { code: "never-settles", message: "the modules never settle" }, others);
}

/** The nearest option around an element or attribute that both rounds have: one that comes and goes is a change of the whole. */
function wholeOf(record: OptionRecord, before: Records, now: Records): OptionRecord {
  for (let length = record.path.length; length > 0; length--) {
    const key = pathKey(record.path.slice(0, length));
    const whole = now.get(key);
    if (whole !== undefined && before.has(key)) return whole;
  }
  return record;
}

/** The definitions that only one of two rounds has; all of them if there are none. */
function changedDefinitions(before: readonly Definition[], now: readonly Definition[]): readonly Definition[] {
  const isIn = (one: Definition, list: readonly Definition[]) =>
    list.some(({ module, value, priority }) =>
      isDeepStrictEqual([module, value, priority], [one.module, one.value, one.priority]),
    );
  const changed = [...now.filter((one) => !isIn(one, before)), ...before.filter((one) => !isIn(one, now))];
  return changed.length === 0 ? [...now, ...before] : changed;
}
