/**
 * What a declaration asks of a package set: `python3Packages.requests` is a path of names, and `(pkgs.hello.override { … })`
 * an expression, which the parentheses tell.
 */
export function isExpression(name: string): boolean {
  return name.startsWith("(");
}

/** `python3Packages."a.b"` as its names, unquoted. */
export function namePath(attributePath: string): string[] {
  return Array.from(attributePath.matchAll(/"((?:[^"\\]|\\.)*)"|[^.]+/g), ([name, quoted]) => {
    return quoted === undefined ? name : String(JSON.parse(`"${quoted}"`));
  });
}
