import type { Diagnostic, Place } from "../../text/diagnostic.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { forbiddenPath } from "../../value/forbidden-path.ts";
import { ExpressionError } from "../calendar/expression-error.ts";
import { parseTimeSpan } from "../calendar/time-span.ts";
import type { Accounts } from "../unit.ts";
import { keptPlaceIn } from "./kept-places.ts";
import { type Fields, fromBytes, LineError, toBytes, unescapeBytes } from "./line.ts";
import type { AtBoot, Mode, Owner, RuleType, Text, TmpfilesRule } from "./rule.ts";
import { plainText } from "./rule.ts";
import { RULE_KINDS, type RuleKind } from "./rule-kinds.ts";
import { expandSpecifiers } from "./specifier.ts";

export interface RuleContext {
  readonly accounts: Accounts;
  readonly specifiers?: Readonly<Record<string, string>>;
  readonly line: string;
  readonly place: Place | undefined;
  /** The argument has no escapes: it comes from a setting, not from a line. */
  readonly isLiteral: boolean;
  readonly warn: (message: string, more?: Partial<Pick<Diagnostic, "hint" | "cause">>) => void;
}

const FACTORY = "/usr/share/factory";

const TYPES: Readonly<Record<string, RuleType>> = {
  ...(Object.fromEntries(Object.keys(RULE_KINDS).map((type) => [type, type])) as Record<RuleType, RuleType>),
  // As systemd-tmpfiles has it on file systems without subvolumes.
  v: "d",
  q: "d",
  Q: "d",
  F: "f",
};

const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  x: "nothing is ever cleaned up, so nothing need be left out of it",
  X: "nothing is ever cleaned up, so nothing need be left out of it",
  c: "a container cannot make device nodes",
  b: "a container cannot make device nodes",
  t: "extended attributes are not set",
  T: "extended attributes are not set",
  h: "file attributes are not set",
  H: "file attributes are not set",
  a: "access control lists are not set",
  A: "access control lists are not set",
};

/** Types whose age would have things cleaned up. */
const AGED = ["d", "D", "e", "v", "q", "Q", "C"];

/**
 * Checks a line of tmpfiles.d(5); undefined for one that has no effect here, after a warning.
 * Source: parse_line in systemd's src/tmpfiles/tmpfiles.c.
 *
 * @throws LineError
 */
export function readRule(fields: Fields, context: RuleContext): TmpfilesRule | undefined {
  const letter = fields.type.charAt(0);
  const modifiers = readModifiers(fields.type);
  const type = Object.hasOwn(TYPES, letter) ? TYPES[letter] : undefined;
  if (type === undefined) {
    const reason = Object.hasOwn(WITHOUT_EFFECT, letter) ? WITHOUT_EFFECT[letter] : undefined;
    if (reason === undefined)
      throw new LineError(`there is no type "${letter}"`, `types are ${Object.keys(TYPES).join(" ")}`);
    context.warn(`"${context.line}" has no effect: ${reason}`, { cause: reason });
    return undefined;
  }
  checkAge(fields, letter, context);
  const path = readPath(fields.path, context);
  checkPlace(plainText(path), RULE_KINDS[type]);
  return {
    line: context.line,
    place: context.place,
    type,
    force: modifiers.has("+") || letter === "F",
    mayFail: modifiers.has("-"),
    makeWay: modifiers.has("="),
    ifTargetExists: modifiers.has("?"),
    path,
    mode: readMode(fields.mode),
    user: readOwner(fields.user, "user", context),
    group: readOwner(fields.group, "group", context),
    argument: readArgument(fields, type, modifiers, path, context),
  };
}

function readModifiers(type: string): Set<string> {
  const modifiers = new Set<string>();
  for (const modifier of type.slice(1)) {
    if (modifiers.has(modifier)) throw new LineError(`the modifier "${modifier}" is there twice`);
    if (!"+!-=~^$?".includes(modifier))
      throw new LineError(`there is no modifier "${modifier}"`, "modifiers are + ! - = ~");
    modifiers.add(modifier);
  }
  if (modifiers.has("^")) {
    throw new LineError('the modifier "^" needs systemd\'s credentials, which containers do not have');
  }
  if (modifiers.has("~") && !"fFw".includes(type.charAt(0))) {
    throw new LineError('the modifier "~" is only for lines that write a file: f and w');
  }
  if (modifiers.has("+") && type.startsWith("C")) {
    throw new LineError("C+ is not supported", "C copies to where nothing is; R before it takes away what is there");
  }
  if (modifiers.has("?") && type.charAt(0) !== "L") throw new LineError('the modifier "?" is only for links: L?');
  return modifiers;
}

function checkAge({ age }: Fields, letter: string, context: RuleContext): void {
  if (isAbsent(age)) return;
  const span = age.replace(/^~?(?:[abcmABCM]+:)?/, "");
  try {
    parseTimeSpan(span);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new LineError(`the age: ${error.message}`, error.hint);
  }
  if (AGED.includes(letter))
    context.warn(`the age ${age} has no effect: nothing is ever cleaned up`, {
      hint: 'write "-" for the age',
      cause: "age",
    });
}

function readPath(text: string, context: RuleContext): Text {
  const path = expandSpecifiers(text, context.specifiers);
  const [first] = path;
  if (typeof first !== "string" || !first.startsWith("/")) throw new LineError(`the path "${text}" is not absolute`);
  const plain = plainText(path);
  // What a specifier or a pattern stands for is known only in the container, but not where it is.
  const forbidden = forbiddenPath(normalPath(plain ?? first));
  if (forbidden !== undefined) throw new LineError(forbidden.message, forbidden.hint);
  if (plain === undefined) return path;
  const normal = normalPath(plain);
  if (normal.split("/").includes("..")) throw new LineError(`the path "${text}" has ".." in it`);
  if (normal !== "/var/run" && !normal.startsWith("/var/run/")) return [normal];
  const moved = normal.slice("/var".length);
  if (normal !== "/var/run") {
    context.warn(`${normal} is taken as ${moved}: /var/run is an old name of /run`, { cause: "/var/run" });
  }
  return [normal === "/var/run" ? normal : moved];
}

/** Of what a pattern, or a line for all that is below a folder, means beside what it says. */
function checkPlace(path: string | undefined, kind: RuleKind): void {
  const kept = path === undefined ? undefined : keptPlaceIn(path, kind);
  if (kept !== undefined)
    throw new LineError(`"${path}" means ${kept} too, which stays as it is`, "name what is meant");
}

function normalPath(path: string): string {
  return path.replaceAll(/\/+(?:\.\/+)*/g, "/").replace(/(?<=.)\/\.?$/, "");
}

function readMode(text: string): Mode | undefined {
  if (isAbsent(text)) return undefined;
  const [, prefix = "", digits] = /^([~:]*)([0-7]{1,5})$/.exec(text) ?? [];
  const bits = Number.parseInt(digits ?? "", 8);
  if (digits === undefined || bits > 0o7777) throw new LineError(`"${text}" is no file mode`, 'for example "0750"');
  return { bits, masked: prefix.includes("~"), onlyNew: prefix.includes(":") };
}

function readOwner(text: string, kind: "user" | "group", { accounts }: RuleContext): Owner | undefined {
  if (isAbsent(text)) return undefined;
  const onlyNew = text.startsWith(":");
  const name = onlyNew ? text.slice(1) : text;
  if (/^\d+$/.test(name)) return { id: Number(name), onlyNew };
  const id = kind === "user" ? accounts.users.get(name)?.uid : accounts.groups.get(name);
  if (id !== undefined) return { id, onlyNew };
  const known = kind === "user" ? accounts.users.keys() : accounts.groups.keys();
  throw new LineError(`there is no ${kind} "${name}"`, didYouMean(name, known) ?? `declare it in users.${kind}s`);
}

function readArgument(
  fields: Fields,
  type: RuleType,
  modifiers: ReadonlySet<string>,
  path: Text,
  context: RuleContext,
): Text | undefined {
  const given = isAbsent(fields.argument) ? undefined : fields.argument;
  if (type === "w" && given === undefined) throw new LineError("a line of type w says what to write");
  const { argument } = RULE_KINDS[type];
  if (argument === "target" || argument === "source") {
    const target = given === undefined ? [FACTORY, ...path] : readPathArgument(given, context);
    const [first] = target;
    if (argument === "source" && !(typeof first === "string" && first.startsWith("/"))) {
      throw new LineError(`the source "${given}" is not absolute`);
    }
    return joined(target);
  }
  if (given === undefined || argument !== "bytes") return undefined;
  if (modifiers.has("~")) return [decodeBase64(given)];
  const bytes = context.isLiteral ? toBytes(given) : unescapeBytes(given);
  return joined(expandSpecifiers(bytes, context.specifiers));
}

function readPathArgument(text: string, { isLiteral, specifiers }: RuleContext): Text {
  return expandSpecifiers(isLiteral ? text : fromBytes(unescapeBytes(text)), specifiers);
}

function decodeBase64(text: string): string {
  const compact = text.replaceAll(/\s/g, "");
  const bytes = Buffer.from(compact, "base64");
  if (bytes.toString("base64").replace(/(?<!=)=+$/, "") !== compact.replace(/(?<!=)=+$/, ""))
    throw new LineError("the argument is no Base64");
  return bytes.toString("latin1");
}

function joined(text: Text): Text {
  const parts: (string | AtBoot)[] = [];
  for (const part of text) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

function isAbsent(field: string): boolean {
  return field === "" || field === "-";
}
