import { didYouMean } from "../../text/did-you-mean.ts";

/** Why cron would not take a line of /etc/crontab, for which it drops the whole table in silence. */
export interface CrontabMistake {
  readonly message: string;
  readonly hint: string;
}

/** The first mistake of a line of /etc/crontab (crontab(5) of vixie-cron); undefined where it is right. `users` are the image's. */
export function crontabMistake(line: string, users: ReadonlySet<string> | undefined): CrontabMistake | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#") || SETTING.test(text)) return undefined;
  const words = text.split(/[ \t]+/);
  const isNamed = text.startsWith("@");
  if (isNamed && !NAMED.includes(words[0] ?? "")) {
    const hint = didYouMean(words[0] ?? "", NAMED) ?? `it is one of ${NAMED.join(", ")}`;
    return { message: `there is no time "${words[0]}"`, hint };
  }
  const times = isNamed ? [] : words.slice(0, FIELDS.length);
  for (const [index, field] of FIELDS.entries()) {
    const value = times[index];
    const why = value === undefined ? undefined : fieldMistake(value, field);
    if (why !== undefined) return { message: why, hint: LINE };
  }
  const [user, command] = words.slice(isNamed ? 1 : FIELDS.length);
  if (user === undefined || command === undefined) {
    return { message: `a line of /etc/crontab has a user and a command behind the time`, hint: LINE };
  }
  if (users === undefined || users.has(user)) return undefined;
  return { message: `the user "${user}" is not declared`, hint: didYouMean(user, users) ?? LINE };
}

const LINE = "minute, hour, day of the month, month, day of the week, user and command: `*/5 * * * * root date`";
const SETTING = /^(?:[A-Za-z_]\w*|"[^"]*"|'[^']*')\s*=/;
const NAMED = ["@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** What may stand for numbers, beginning with the least. */
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { name: "day of the week", least: 0, most: 7, names: "sun mon tue wed thu fri sat".split(" ") },
];

function fieldMistake(value: string, field: Field): string | undefined {
  for (const part of value.split(",")) {
    const [, range = "", step] = /^([^/]*)(?:\/(.*))?$/.exec(part) ?? [];
    if (step !== undefined && !/^[1-9]\d*$/.test(step)) return `"${part}" has no step that is a number from 1`;
    if (range === "*") continue;
    const numbers = range.split("-").map((text) => numberOf(text, field));
    const [first, last = first, more] = numbers;
    const { name, least, most } = field;
    if (first === undefined || last === undefined || more !== undefined || numbers.includes(undefined)) {
      return `"${part}" is no ${name}: that is a number from ${least} to ${most}, a range, or *`;
    }
    if (first > last) return `"${part}" is no ${name}: the range ends before it begins`;
  }
  return undefined;
}

function numberOf(text: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + least;
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  return number === undefined || number < least || number > most ? undefined : number;
}
