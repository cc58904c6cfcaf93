import { parseTimeSpan } from "./calendar/time-span.ts";
import type { ServiceOption } from "./option-table.ts";
import type { Section } from "./section.ts";
import type { Limit } from "./service.ts";
import { UnitSyntaxError } from "./word-syntax.ts";

type Kind = "count" | "kibibytes" | "seconds" | "microseconds" | "bytes" | "nice";

/** Flags of bash's `ulimit` and how they count. */
const LIMITS = {
  LimitCPU: ["-t", "seconds"],
  LimitFSIZE: ["-f", "kibibytes"],
  LimitDATA: ["-d", "kibibytes"],
  LimitSTACK: ["-s", "kibibytes"],
  LimitCORE: ["-c", "kibibytes"],
  LimitRSS: ["-m", "kibibytes"],
  LimitNOFILE: ["-n", "count"],
  LimitAS: ["-v", "kibibytes"],
  LimitNPROC: ["-u", "count"],
  LimitMEMLOCK: ["-l", "kibibytes"],
  LimitLOCKS: ["-x", "count"],
  LimitSIGPENDING: ["-i", "count"],
  LimitMSGQUEUE: ["-q", "bytes"],
  LimitNICE: ["-e", "nice"],
  LimitRTPRIO: ["-r", "count"],
  LimitRTTIME: ["-R", "microseconds"],
} as const satisfies Partial<Record<ServiceOption, readonly [string, Kind]>>;

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
    const [flag, kind] = LIMITS[name];
    const limit = section.attempt(name, () => {
      const [soft = "", hard = soft, more] = text.split(":");
      if (more !== undefined) throw new UnitSyntaxError(`"${text}" is not a limit such as "1024" or "1024:4096"`);
      return { flag, soft: limitValue(soft, kind), hard: limitValue(hard, kind) };
    });
    return limit === undefined ? [] : [limit];
  });
}

/** @throws UnitSyntaxError */
function limitValue(text: string, kind: Kind): string {
  if (text === "infinity") return "unlimited";
  if (kind === "seconds") return String(Math.ceil(parseTimeSpan(text) / 1000));
  if (kind === "microseconds") return /^\d+$/.test(text) ? text : String(Math.round(parseTimeSpan(text) * 1000));
  if (kind === "nice" && /^[+-]\d+$/.test(text)) return String(20 - Number(text));
  const match = /^(\d+)([BKMGTPE]?)$/.exec(text);
  const factor = SUFFIXES[match?.[2] ?? ""];
  if (match === null || factor === undefined) throw new UnitSyntaxError(`"${text}" is not a limit`);
  const bytes = Number(match[1]) * factor;
  return String(kind === "kibibytes" ? Math.ceil(bytes / 1024) : bytes);
}
