/** What a package's name tells of it. */
export interface NameAndVersion {
  /** Without the version: "glibc". */
  readonly name: string;
  readonly version?: string;
}

/**
 * Splits "glibc-2.40". A version starts behind the first dash that no letter follows (Nix: builtins.parseDrvName), unless
 * it is `known`.
 */
export function nameAndVersion(text: string, known?: string): NameAndVersion {
  if (known !== undefined && text.length > known.length + 1 && text.endsWith(`-${known}`)) {
    return { name: text.slice(0, -known.length - 1), version: known };
  }
  const [, name = text, version = known] = /^(.+?)-(?![A-Za-z])(.+)$/s.exec(text) ?? [];
  return version === undefined ? { name } : { name, version };
}
