import { DeclError } from "../diagnostic.ts";

/** What `--build-context NAME=…` came as. */
export type NamedContext = { readonly kind: "local"; readonly name: string; readonly localName: string };

/**
 * The context of a name, or undefined. BuildKit writes names as image references: lower case, `:latest` left out; a
 * context for one platform only has it behind `::`.
 */
export function namedContext(
  options: ReadonlyMap<string, string>,
  name: string,
  platformId?: string,
): NamedContext | undefined {
  const value =
    (platformId === undefined ? undefined : options.get(`context:${name}::${platformId}`)) ??
    options.get(`context:${name}`);
  if (value === undefined) return undefined;
  if (value.startsWith("local:")) return { kind: "local", name, localName: value.slice("local:".length) };
  throw new DeclError({
    code: "unknown-context",
    message: `--build-context ${name}=${value} cannot be used`,
    hint: `give a folder: --build-context ${name}=DIR`,
  });
}
