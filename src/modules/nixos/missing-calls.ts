import { commandsIn, withoutBefore } from "./shell-commands.ts";

/** What `systemctl` does in an image (stand-ins/systemctl.sh). */
export const SYSTEMCTL_VERBS: readonly string[] = [
  ...["is-active", "is-failed", "is-enabled", "is-system-running", "start", "stop", "restart", "reload"],
  ...["reload-or-restart", "force-reload", "try-reload-or-restart", "try-restart", "condrestart", "show", "status"],
  ...["enable", "disable", "daemon-reload", "daemon-reexec", "reset-failed", "preset", "unmask"],
];

/** What it knows of a unit for `show`. */
export const SYSTEMCTL_PROPERTIES: readonly string[] = ["ActiveState", "SubState", "LoadState", "Result"];

/** Calls that the stand-ins cannot do, or of which only the script knows. */
export interface MissingCalls {
  readonly missing: readonly string[];
  readonly unclear: readonly string[];
}

/** Those of scripts and commands, as far as they are plain to see; of programs without a stand-in, nothing. */
export function missingCalls(texts: readonly string[]): MissingCalls {
  const all = texts.flatMap(commandsIn).map(callsIn);
  const of = (kind: keyof MissingCalls) => [...new Set(all.flatMap((calls) => calls[kind]))];
  return { missing: of("missing"), unclear: of("unclear") };
}

const NONE: MissingCalls = { missing: [], unclear: [] };
const missing = (...calls: string[]): MissingCalls => ({ ...NONE, missing: calls });
const unclear = (...calls: string[]): MissingCalls => ({ ...NONE, unclear: calls });

const READERS: Readonly<Record<string, (words: readonly string[]) => MissingCalls>> = {
  journalctl: () => missing("journalctl"),
  systemctl: readSystemctl,
  "systemd-tmpfiles": (words) => {
    if (words.includes("--create")) return NONE;
    return words.some(isUnknown)
      ? unclear(`systemd-tmpfiles ${words.join(" ")}`)
      : missing("systemd-tmpfiles without --create");
  },
  "systemd-notify": (words) =>
    missing(...words.filter((word) => /^--(?:exec|fork)$/.test(word)).map((word) => `systemd-notify ${word}`)),
};

const PROGRAM = /^(?:(?:\/nix\/store\/[\w.+-]+|\/run\/current-system\/(?:sw|systemd))\/bin\/)?([\w-]+)$/;

/** What a command calls, by itself or by another program: `timeout 5 systemctl …`. */
function callsIn(command: readonly string[]): MissingCalls {
  const own = withoutBefore(command);
  const readers = own.map((word) => READERS[PROGRAM.exec(word)?.[1] ?? ""]);
  const index = readers.findIndex((reader) => reader !== undefined);
  const words = own.slice(index + 1);
  // Alone behind other words it is no call: `command -v systemctl`.
  return index > 0 && words.length === 0 ? NONE : (readers[index]?.(words) ?? NONE);
}

const isUnknown = (word: string): boolean => word.includes("$");

/** Options whose value is the next word. */
const WITH_VALUE = /^(?:-[tnosHMpP]|--(?:type|state|lines|output|signal|job-mode|host|machine|property))$/;

/** Where the units are that are not the container's own. */
const ELSEWHERE = /^(?:--user|-H.*|-M.*|--host(?:=.*)?|--machine(?:=.*)?)$/;

function readSystemctl(words: readonly string[]): MissingCalls {
  const properties: string[] = [];
  const others: string[] = [];
  const elsewhere: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const [, attached] = /^(?:--property=|-[pP](?=.))(.*)$/.exec(word) ?? [];
    if (ELSEWHERE.test(word)) elsewhere.push(`systemctl ${word.replace(/=.*/, "")}`);
    if (attached !== undefined) properties.push(...attached.split(","));
    else if (/^(?:-[pP]|--property)$/.test(word)) properties.push(...(words[index + 1] ?? "").split(","));
    else if (!word.startsWith("-")) others.push(word);
    if (WITH_VALUE.test(word)) index++;
  }
  const [verb] = others;
  if (elsewhere.length > 0) return missing(...elsewhere);
  if (verb === undefined) return missing("systemctl without a verb");
  if (isUnknown(verb)) return unclear(`systemctl ${verb}`);
  if (!SYSTEMCTL_VERBS.includes(verb)) return missing(`systemctl ${verb}`);
  if (verb !== "show") return NONE;
  if (properties.length === 0) return missing("systemctl show without -p");
  const unknown = properties.filter((property) => !SYSTEMCTL_PROPERTIES.includes(property));
  return {
    missing: unknown.filter((property) => !isUnknown(property)).map((property) => `systemctl show -p ${property}`),
    unclear: unknown.filter(isUnknown).map((property) => `systemctl show -p ${property}`),
  };
}
