/**
 * Whether the name of a package is a Nix expression in parentheses, such as `(pkgs.hello.override { … })`, and not an attribute path
 * such as `python3Packages.requests`.
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
