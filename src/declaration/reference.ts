/**
 * References to packages inside strings. `${pkgs.nginx}/bin/nginx` cannot be a store path while the declaration runs, so
 * it becomes a placeholder: the attribute path between two private-use characters. Later stages replace it, and every
 * package mentioned this way is part of the closure, as Nix's string contexts do it.
 */
const OPEN = "\uE0D0";
const CLOSE = "\uE0D1";

const ATTRIBUTE = '[A-Za-z_][A-Za-z0-9_\'-]*|"[^"]+"';
const JSON_REFERENCE = new RegExp(`\\$\\{pkgs\\.((?:${ATTRIBUTE})(?:\\.(?:${ATTRIBUTE}))*)\\}`, "g");

/** The placeholder for `pkgs.<attribute path>`, e.g. "python3Packages.requests". */
export function placeholder(attributePath: string): string {
  return `${OPEN}${attributePath}${CLOSE}`;
}

/** Splits a string at its placeholders: text and attribute paths alternate, text first and last. */
function splitPlaceholders(text: string): readonly string[] {
  return text.split(/\uE0D0([^\uE0D1]*)\uE0D1/);
}

/** The attribute paths a string mentions, in order, repeated where it repeats them. */
export function mentionedPackages(text: string): string[] {
  return splitPlaceholders(text).filter((_, index) => index % 2 === 1);
}

/** Replaces every placeholder by what `resolve` says of its attribute path. */
export function replacePlaceholders(text: string, resolve: (attributePath: string) => string): string {
  return splitPlaceholders(text)
    .map((part, index) => (index % 2 === 1 ? resolve(part) : part))
    .join("");
}

/** The same, where a program of the package, `${pkgs.nginx}/bin/nginx`, is replaced as a whole. */
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

/** JSON has no template strings: there `${pkgs.nginx}` inside a string means the same, and `$${` is a plain `${`. */
export function placeholdersFromJson(text: string): string {
  return text
    .split("$${")
    .map((part) => part.replace(JSON_REFERENCE, (_, path: string) => placeholder(path)))
    .join("${");
}

/** What looks like a package in a text of JSON, and is none: "${pkgs.}", or "${pkgs.hello" without its end. */
export function unfinishedReference(text: string): string | undefined {
  const rest = text
    .split("$${")
    .map((part) => part.replace(JSON_REFERENCE, ""))
    .join("");
  return /\$\{(?:pkgs\b|config\.)[^}\s]*\}?/.exec(rest)?.[0];
}

/** How a string with placeholders reads in a message: `${pkgs.nginx}/bin/nginx`. */
export function readablePlaceholders(text: string): string {
  return replacePlaceholders(text, (path) =>
    path.startsWith("(") ? `\${nix\`${path.slice(1, -1)}\`}` : `\${pkgs.${path}}`,
  );
}
