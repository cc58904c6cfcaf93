import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { mentionedPackages } from "../value/reference.ts";
import type { Value } from "../value/value.ts";

/** More than any image needs. So many can still be merged in a minute and with 1 GiB. */
const MAX_VALUES = 200_000;
const MAX_TEXT = 16 * 1024 * 1024;
/** Deeper values would not fit on the stack. */
const MAX_DEPTH = 400;

/** A value that is still to be checked, with its path in the configuration and the nearest place. */
interface Visit {
  readonly value: Value;
  readonly path: readonly string[];
  readonly place?: Place;
}

/**
 * Refuses values that no image can hold: texts with a zero byte or half a surrogate pair, names that are special in JavaScript, and
 * too much data. Throws a DeclError.
 */
export function checkValue(root: Value): void {
  const pending: Visit[] = [{ value: root, path: [], ...at(root.place) }];
  /** How many values are in each option, by the first two names of its path. */
  const sizes = new Map<string, { values: number; readonly visit: Visit }>();
  let values = 0;
  let text = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value, path, place } = visit;
    if (path.length > MAX_DEPTH) throw unusable("is nested too deeply", visit, "lists and objects in each other end");
    if (path.length >= 2) {
      const key = path.slice(0, 2).join("\0");
      const size = sizes.get(key) ?? { values: 0, visit: { ...visit, path: path.slice(0, 2) } };
      sizes.set(key, size);
      size.values += 1 + (value.kind === "scalar" ? String(value.value).length / 100 : 0);
    }
    const isText = value.kind === "scalar" && typeof value.value === "string";
    if (isText) text += String(value.value).length;
    if (++values > MAX_VALUES || text > MAX_TEXT) throw tooLarge(values, sizes, visit);
    if (isText) {
      checkText(String(value.value), visit);
    } else if (value.kind === "list") {
      for (const [index, item] of value.items.entries()) {
        pending.push({ value: item, path: [...path, String(index)], ...at(item.place ?? place) });
      }
    } else if (value.kind === "property") {
      for (const content of value.contents) pending.push({ value: content, path, ...at(content.place ?? place) });
    } else if (value.kind === "attrs") {
      for (const [name, entry] of value.entries) {
        const key = { value, path: [...path, name], ...at(entry.key ?? entry.value.place ?? place) };
        checkName(name, key);
        pending.push({ value: entry.value, path: key.path, ...at(entry.value.place ?? key.place) });
      }
    }
  }
}

function checkText(text: string, visit: Visit): void {
  if (mentionedPackages(text).includes(""))
    throw unusable("pkgs itself is not a package", visit, "name one: `pkgs.hello`");
  if (text.includes("\0")) throw unusable("a text cannot hold a zero byte", visit, "files with one come by context()");
  if (!text.isWellFormed()) {
    throw unusable("this text is not Unicode: it holds half a character", visit, "a surrogate stands alone in it");
  }
}

function checkName(name: string, visit: Visit): void {
  if (name === "__proto__") throw unusable('"__proto__" cannot be a name', visit, "it is special in JavaScript");
  if (name.includes("\0")) throw unusable("a name cannot hold a zero byte", visit, "leave it out");
}

function tooLarge(
  values: number,
  sizes: ReadonlyMap<string, { values: number; visit: Visit }>,
  visit: Visit,
): DeclError {
  const [largest] = [...sizes.values()].sort((a, b) => b.values - a.values);
  const limit = values > MAX_VALUES ? `${MAX_VALUES} values` : `${MAX_TEXT / 1024 / 1024} MiB of text`;
  const hint = "files and folders of any size come by image.contents";
  return unusable(`a declaration cannot hold more than ${limit}`, largest?.visit ?? visit, hint);
}

function unusable(message: string, { path, place }: Visit, hint: string): DeclError {
  return new DeclError({ code: "unusable-value", message, path: path.slice(0, 6), ...at(place), hint });
}
