import { buildIn } from "../lib/build-reference.ts";
import { contextText, parseContext, readContextText } from "../lib/context-reference.ts";
import { priorityOf } from "../lib/package-reference.ts";
import { placeholder, splitPlaceholders } from "../lib/placeholder.ts";

const ATTRIBUTE = '[A-Za-z_][A-Za-z0-9_\'-]*|"[^"]+"';
const JSON_FILES = /\$\{(\.\/[^{}]*)\}/g;
const JSON_BUILDS = /\$\{builds\.([^{}]*)\}/g;
const JSON_REFERENCE = new RegExp(`\\$\\{pkgs\\.((?:${ATTRIBUTE})(?:\\.(?:${ATTRIBUTE}))*)\\}`, "g");

/** The names of the packages that a string mentions, in its order and with repetitions. */
export function mentionedPackages(text: string): string[] {
  return splitPlaceholders(text).filter((_, index) => index % 2 === 1);
}

/** Replaces every placeholder by the result of `resolve` for its package. */
export function replacePlaceholders(text: string, resolve: (name: string) => string): string {
  return splitPlaceholders(text)
    .map((part, index) => (index % 2 === 1 ? resolve(part) : part))
    .join("");
}

/** The same, but a program of a package, `${pkgs.nginx}/bin/nginx`, is replaced as a whole. */
export function replacePrograms(
  text: string,
  resolve: (attributePath: string, program: string | undefined) => string,
): string {
  const [first = "", ...rest] = splitPlaceholders(text);
  let result = first;
  for (let index = 0; index < rest.length; index += 2) {
    const [whole = "", program] = /^\/s?bin\/([\w.+@-]+)/.exec(rest[index + 1] ?? "") ?? [];
    result += resolve(rest[index] ?? "", program) + (rest[index + 1] ?? "").slice(whole.length);
  }
  return result;
}

/**
 * Puts placeholders into a string of JSON, which has no template strings: `${pkgs.nginx}` is a package, `${./app}` files of the build
 * context, `${builds.app}` one of `builds`, and `$${` a plain `${`.
 */
export function placeholdersFromJson(text: string, builds: ReadonlyMap<string, string> = new Map()): string {
  return text
    .split("$${")
    .map((part) =>
      part
        .replace(JSON_REFERENCE, (_, path: string) => placeholder(path))
        .replace(JSON_BUILDS, (whole, name: string) => {
          const build = builds.get(name);
          return build === undefined ? whole : placeholder(build);
        })
        .replace(JSON_FILES, (whole, path: string) => {
          const files = parseContext(path);
          return files === undefined ? whole : placeholder(contextText(files));
        }),
    )
    .join("${");
}

/** The first part of a string of JSON that looks like a reference and is none: "${pkgs.}", or "${pkgs.hello" without its end. */
export function unfinishedReference(text: string, builds: ReadonlyMap<string, string> = new Map()): string | undefined {
  const rest = text
    .split("$${")
    .map((part) =>
      part.replace(JSON_REFERENCE, "").replace(JSON_BUILDS, (whole, name: string) => (builds.has(name) ? "" : whole)),
    )
    .join("");
  return /\$\{(?:pkgs\b|builds\b|config\.)[^}\s]*\}?/.exec(rest)?.[0];
}

/** A string for messages, with references in place of the placeholders: `${pkgs.nginx}/bin/nginx`. */
export function readablePlaceholders(text: string): string {
  return replacePlaceholders(text, (name) => `\${${packageText(name)}}`);
}

/** The text with which a declaration names a package. */
export function packageText(name: string): string {
  const { name: own, priority } = priorityOf(name);
  if (priority !== undefined) return `lib.setPrio(${priority}, ${packageText(own)})`;
  if (name.startsWith("/")) return `storePath(${JSON.stringify(name)})`;
  if (name.startsWith("(")) return `nix\`${name.slice(1, -1)}\``;
  const build = buildIn(name);
  if (build !== undefined) return `build(${/^\{"name":("(?:[^"\\]|\\.)*")/.exec(build)?.[1] ?? ""})`;
  return readContextText(name) === undefined ? `pkgs.${name}` : name;
}
