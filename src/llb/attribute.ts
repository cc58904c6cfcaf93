/** Per option of a source: the attribute's key, the capability it needs (if any), and how its value is written. */
export type AttributeTable = Readonly<Record<string, readonly [string, string | undefined, (value: never) => string]>>;

/** The options a table describes. */
export type OptionsOf<T extends AttributeTable> = { readonly [K in keyof T]?: Parameters<T[K][2]>[0] | undefined };

export const text = (value: string) => value;
export const truth = (value: boolean) => String(value);

/** The attributes of the options that are set and not empty (a false flag is as good as none). */
export function readAttributes<T extends AttributeTable>(
  table: T,
  options: OptionsOf<T>,
): { attributes: Record<string, string>; capabilities: string[] } {
  const attributes: Record<string, string> = {};
  const capabilities = new Set<string>();
  for (const [option, [key, capability, write]] of Object.entries(table)) {
    const value = options[option];
    if (isEmpty(value)) continue;
    // `OptionsOf` gives every option the parameter type of its own writer; TypeScript cannot follow that through a loop.
    attributes[key] = write(value as never);
    if (capability !== undefined) capabilities.add(capability);
  }
  return { attributes, capabilities: [...capabilities] };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

/** JSON as Go's encoding/json writes it: equal bytes are what makes two local sources one transfer. */
export function goJson(value: readonly string[]): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
}
