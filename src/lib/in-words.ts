/** What a value is, in the words of an error: "a list", "undefined". */
export function inWords(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "undefined" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
