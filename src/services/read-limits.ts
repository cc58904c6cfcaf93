import { parseTimeSpan } from "./calendar/time-span.ts";
import type { ServiceOption } from "./option-table.ts";
import type { Section } from "./section.ts";
import type { Limit } from "./service.ts";
import { UnitSyntaxError } from "./word-syntax.ts";

type Kind = "count" | "seconds" | "microseconds" | "nice";

/** How they count; sizes are bytes. */
const LIMITS = {
  LimitCPU: "seconds",
  LimitFSIZE: "count",
  LimitDATA: "count",
  LimitSTACK: "count",
  LimitCORE: "count",
  LimitRSS: "count",
  LimitNOFILE: "count",
  LimitAS: "count",
  LimitNPROC: "count",
  LimitMEMLOCK: "count",
  LimitLOCKS: "count",
  LimitSIGPENDING: "count",
  LimitMSGQUEUE: "count",
  LimitNICE: "nice",
  LimitRTPRIO: "count",
  LimitRTTIME: "microseconds",
} as const satisfies { readonly [Name in Extract<ServiceOption, `Limit${string}`>]: Kind };

const SUFFIXES: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
  E: 2 ** 60,
};

/** Limit…=SOFT:HARD, or one value for both. */
export function readLimits(section: Section<ServiceOption>): Limit[] {
  // The keys of an object literal are what its type says.
  const names = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
  return names.flatMap((name): Limit[] => {
    const text = section.text(name);
    if (text === undefined) return [];
    const kind = LIMITS[name];
    const limit = section.attempt(name, () => {
      const [soft = "", hard = soft, more] = text.split(":");
      if (more !== undefined) throw new UnitSyntaxError(`"${text}" is not a limit such as "1024" or "1024:4096"`);
      return { name: name.slice("Limit".length), soft: limitValue(soft, kind), hard: limitValue(hard, kind) };
    });
    return limit === undefined ? [] : [limit];
  });
}

/** @throws UnitSyntaxError */
function limitValue(text: string, kind: Kind): number | null {
  if (text === "infinity") return null;
  if (kind === "seconds") return Math.ceil(parseTimeSpan(text) / 1000);
  if (kind === "microseconds") return /^\d+$/.test(text) ? Number(text) : Math.round(parseTimeSpan(text) * 1000);
  if (kind === "nice" && /^[+-]\d+$/.test(text)) return 20 - Number(text);
  const match = /^(\d+)([BKMGTPE]?)$/.exec(text);
  const factor = SUFFIXES[match?.[2] ?? ""];
  const value = Number(match?.[1]) * (factor ?? Number.NaN);
  // More than a number holds exactly is more than anything has.
  if (!Number.isSafeInteger(value)) throw new UnitSyntaxError(`"${text}" is not a limit`);
  return value;
}
