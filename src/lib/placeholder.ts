/**
 * Packages inside texts. `${pkgs.nginx}/bin/nginx` cannot be a store path while the declaration runs, so it becomes a
 * placeholder: the package's name between two private-use characters. Later stages replace it by the store path, and the package is
 * part of the closure, as with Nix's string contexts. Runs inside the sandbox and outside of it.
 */
const OPEN = "\uE0D0";
const CLOSE = "\uE0D1";

/** Whether a text may be a package's name: it has none of the characters that placeholders are made of. */
export const isPlain = (text: string): boolean => !/[\0\uE0D0\uE0D1\uE100-\uE1FF]/.test(text);

/**
 * The placeholder for a package. Quotes, spaces and the like in the name, as an expression has, are moved to the private-use area, so that
 * no quoting or escaping on the way changes them.
 */
export const placeholder = (name: string): string => `${OPEN}${name.startsWith("/") ? name : hidden(name)}${CLOSE}`;

const hidden = (name: string) =>
  name.replace(/[\0-\xff]/g, (char) => (/[\w.-]/.test(char) ? char : String.fromCharCode(0xe100 + char.charCodeAt(0))));
const shown = (name: string) =>
  name.replace(/[\uE100-\uE1FF]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xe100));

/** Whether a text is an absolute path, or begins with a placeholder, which will be one. */
export const isAbsolute = (text: string): boolean => text.startsWith("/") || text.startsWith(OPEN);

/** Splits a text at its placeholders: text and names alternate, text first and last. */
export const splitPlaceholders = (text: string): readonly string[] =>
  text.split(/\uE0D0([^\uE0D0\uE0D1]*)\uE0D1/).map((part, index) => (index % 2 === 1 ? shown(part) : part));

/** The package's name if the text is nothing but one placeholder. */
export function placeholderName(text: string): string | undefined {
  const parts = splitPlaceholders(text);
  return parts.length === 3 && parts[0] === "" && parts[2] === "" ? parts[1] : undefined;
}
