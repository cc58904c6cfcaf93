/** A JSON Schema, as far as it is read here. */
interface Schema {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The text of a file of the project at a commit; "" where there is none. */
export type TextOf = (file: string) => string;

/** What declarations and lock files rely on, each thing in words: what is gone from here breaks one. */
export function surfaceOf(textOf: TextOf): ReadonlySet<string> {
  return new Set([
    ...namesOf(json(textOf("docs/options.schema.json"))).map((name) => `the option ${name}`),
    ...lockFilesOf(json(textOf("docs/lock.schema.json"))),
    ...found(
      textOf("src/declaration/decl.d.ts"),
      /^export declare (?:const|function) (\w+)/gm,
      (name) => `${name} of "decl"`,
    ),
    ...found(textOf("src/lib/lib.d.ts"), /^export declare (?:const|function) (\w+)/gm, (name) => `lib.${name}`),
    ...found(textOf("src/context/settings.ts"), /\bbuildArgs\.(\w+)/g, (name) => `the build argument ${name}`),
    ...["outline", "targets", "lint", "schema"].flatMap((name) =>
      found(textOf(`src/subrequests/${name}.ts`), /name: "(frontend\.\w+)"/g, (each) => `the subrequest ${each}`),
    ),
  ]);
}

const json = (text: string): Schema => JSON.parse(text === "" ? "{}" : text);

const found = (text: string, pattern: RegExp, say: (name: string) => string): string[] =>
  Array.from(text.matchAll(pattern), ([, name = ""]) => say(name));

/** Options by path, and the words that they may be: `image.healthcheck.test`, `users.users.<name>.uid`, `networking.mode = "x"`. */
function namesOf(schema: Schema, path: readonly string[] = []): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [], $defs = {} } = schema;
  const below = (name: string, inner: Schema) => namesOf(inner, [...path, name]);
  return [
    ...(path.length === 0 ? [] : [path.join(".")]),
    ...[...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])].map(
      (word) => `${path.join(".")} = ${JSON.stringify(word)}`,
    ),
    ...Object.entries({ ...properties, ...$defs }).flatMap(([name, inner]) => below(name, inner)),
    ...(typeof additionalProperties === "object" ? below("<name>", additionalProperties) : []),
    ...(items === undefined ? [] : below("[]", items)),
    ...anyOf.flatMap((inner) => namesOf(inner, path)),
  ];
}

/** The fields that lock files may have, those that they may lack, and their versions. */
function lockFilesOf(schema: Schema, path: readonly string[] = []): string[] {
  const { properties = {}, required = [], additionalProperties, items, anyOf = [] } = schema;
  const name = path.join(".");
  return [
    ...(schema.const === undefined ? [] : [`lock files whose ${name} is ${schema.const}`]),
    ...Object.entries(properties).flatMap(([field, inner]) => {
      const own = [...path, field];
      const lacks = required.includes(field) ? [] : [`lock files without ${own.join(".")}`];
      return [`lock files with ${own.join(".")}`, ...lacks, ...lockFilesOf(inner, own)];
    }),
    ...(typeof additionalProperties === "object" ? lockFilesOf(additionalProperties, [...path, "<name>"]) : []),
    ...(items === undefined ? [] : lockFilesOf(items, [...path, "[]"])),
    ...anyOf.flatMap((inner) => lockFilesOf(inner, path)),
  ];
}
