import fc from "fast-check";
import type { PlanService, PlanUnit } from "../../../src/services/plan-file.ts";

export const RUN = { run: ["/bin/true"] };

/** A unit that runs and stays. */
export function service(more: Omit<PlanUnit, "service"> & { service?: Partial<PlanService> } = {}): PlanUnit {
  const { service: settings, ...unit } = more;
  return { ...unit, service: { start: [RUN], ...settings } };
}

/** All of these start with the container, but those whose name begins with "x". */
export function withTarget(units: Readonly<Record<string, PlanUnit>>): Record<string, PlanUnit> {
  const wants = Object.keys(units).filter((name) => !name.startsWith("x"));
  return { ...units, "default.target": { wants, after: wants } };
}

/** In which a unit may name others. */
export const RELATIONS = [
  "after",
  "requires",
  "wants",
  "requisite",
  "bindsTo",
  "partOf",
  "conflicts",
  "upholds",
  "onFailure",
  "onSuccess",
] as const satisfies readonly (keyof PlanUnit)[];

type Relations = Pick<PlanUnit, (typeof RELATIONS)[number]>;

const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const seconds = fc.constantFrom(undefined, 1, 5, null);

const settings: fc.Arbitrary<Partial<PlanService>> = fc.record({
  type: fc.constantFrom(undefined, undefined, "exec", "oneshot", "notify", "notify-reload", "forking", "idle"),
  restart: fc.constantFrom(undefined, undefined, "always", "on-failure", "on-success", "on-abnormal", "on-watchdog"),
  restartSeconds: fc.constantFrom(undefined, 0, 0.25, 3),
  restartPrevent: fc.constantFrom(undefined, [4]),
  restartForce: fc.constantFrom(undefined, [3]),
  startSeconds: seconds,
  stopSeconds: seconds,
  killMode: fc.constantFrom(undefined, undefined, "mixed", "process", "none"),
  finalSignal: fc.constantFrom(undefined, undefined, undefined, null),
  watchdogSeconds: fc.constantFrom(undefined, undefined, 2),
  startPost: fc.constantFrom(undefined, undefined, [RUN]),
  reload: fc.constantFrom(undefined, [RUN]),
  stop: fc.constantFrom(undefined, undefined, [RUN]),
});

const kinds = fc.constantFrom("service", "service", "service", "service", "target", "timer");

/** Units a, b, c … (those that begin with r remain after exit, those with x do not start with the container). */
export const plans = (most: number): fc.Arbitrary<Record<string, PlanUnit>> =>
  fc.integer({ min: 1, max: most }).chain((count) =>
    fc
      .array(
        fc.record({
          prefix: fc.constantFrom("", "", "", "r", "x"),
          kind: kinds,
          service: settings,
          startLimit: often(fc.record({ burst: fc.integer({ min: 1, max: 3 }), seconds: fc.constantFrom(1, 10) })),
          checks: fc.boolean(),
          // Which of the units before it, by relation.
          relations: fc.array(
            fc.record({
              relation: fc.constantFrom(...RELATIONS),
              other: fc.nat(most),
              ordered: fc.boolean(),
            }),
            { maxLength: 3 },
          ),
        }),
        { minLength: count, maxLength: count },
      )
      .map((drafts) => {
        const suffix = { service: "service", target: "target", timer: "timer" };
        const names = drafts.map(({ prefix, kind }, index) => `${prefix}${"abcdefgh"[index]}.${suffix[kind]}`);
        const units = drafts.map(
          ({ kind, service: settings, startLimit, checks, relations }, index): [string, PlanUnit] => {
            const found: Record<string, string[]> = {};
            for (const { relation, other, ordered } of relations) {
              const target = other % names.length;
              // Orders only go one way, so that there is no circle.
              if (target === index || (relation === "after" && target > index)) continue;
              for (const key of [relation, ...(ordered && target < index ? (["after"] as const) : [])]) {
                found[key] ??= [];
                const list = found[key];
                const name = names[target] ?? "";
                if (!list.includes(name)) list.push(name);
              }
            }
            const unit = { ...(found as Relations), ...(startLimit === undefined ? {} : { startLimit }) };
            if (kind === "service") return [names[index] ?? "", service({ ...unit, service: settings })];
            const conditions = checks ? { conditions: [{ kind: "PathExists", values: ["/a"] }] } : {};
            if (kind === "target") return [names[index] ?? "", { ...unit, ...conditions }];
            return [
              names[index] ?? "",
              { ...unit, ...conditions, timer: { unit: names[(index + 1) % names.length] ?? "" } },
            ];
          },
        );
        return withTarget(Object.fromEntries(units));
      }),
  );
