/**
 * References to builds, which `build({ … })` returns. A reference contains the whole build as text, so equal builds are the same
 * reference. Runs inside the sandbox and outside of it.
 */
import { contextOf, contextText } from "./context-reference.ts";
import { inWords } from "./in-words.ts";
import { packageAt, packageOf, priorityOf } from "./package-reference.ts";
import type { BuildOptions, StorePath } from "./references.d.ts";

/** A build as a reference contains it: packages and files are names, and placeholders in texts. */
export interface WrittenBuild {
  readonly name: string;
  readonly src: string | null;
  readonly packages: readonly string[];
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly network: boolean;
  readonly cache: readonly string[];
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
}

const START = "build(";

/** The characters of placeholders, which are escaped in a placeholder within another one. */
const NESTED = /[\uE0D0\uE0D1\uE100-\uE1FF]/g;

/** The text of the build in a reference; undefined for the name of another package. The text has not been checked. */
export const buildIn = (name: string): string | undefined =>
  name.startsWith(START) && name.endsWith(")") ? name.slice(START.length, -1) : undefined;

/** The name of the reference to a build. */
function buildText(build: WrittenBuild): string {
  const json = JSON.stringify(build).replace(NESTED, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  return `${START}${json})`;
}

/** A build of files and packages by a script. The result is its store path, which can be used wherever a package can. */
export function build(options: BuildOptions): StorePath {
  if (typeof options !== "object" || options === null)
    throw new TypeError("build() takes an object: { name, script, … }");
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(READ, name))
      throw new TypeError(`build() has no option "${name}", but ${Object.keys(READ).join(", ")}`);
  }
  const given: Readonly<Record<string, unknown>> = { ...options };
  const read = Object.entries(READ).map(([name, field]) => [name, field(given[name], `build({ ${name} })`)]);
  return packageAt(buildText(Object.fromEntries(read))) as unknown as StorePath; // only the types know that brand
}

type Field<T> = (value: unknown, where: string) => T;

const READ: { readonly [Name in keyof WrittenBuild]: Field<WrittenBuild[Name]> } = {
  name: (value, where) => text(value, where),
  src: (value, where) => {
    if (value === undefined) return null;
    const files = contextOf(value);
    return files === undefined
      ? wrong(where, 'files of the build context, context("./app")', value)
      : contextText(files);
  },
  packages: (value, where) => list(value, where).map((one) => packageName(one, where)),
  script: (value, where) => text(value, where),
  env: (value, where) => {
    if (value === undefined) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return wrong(where, "an object of texts", value);
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        text(packageOf(one) === undefined ? one : `${one}`, `${where}.${name}`),
      ]),
    );
  },
  network: (value, where) => {
    if (value === undefined || typeof value === "boolean") return value ?? false;
    return wrong(where, "true or false", value);
  },
  cache: (value, where) => list(value, where).map((one) => text(one, where)),
  secrets: (value, where) => list(value, where).map((one) => text(one, where)),
  ssh: (value, where) => list(value, where).map((one) => text(one, where)),
};

function list(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : wrong(where, "a list", value);
}

const text = (value: unknown, where: string): string =>
  typeof value === "string" && value !== "" ? value : wrong(where, "a text", value);

function packageName(value: unknown, where: string): string {
  const name = packageOf(value);
  if (name !== undefined && name !== "") return priorityOf(name).name;
  const files = contextOf(value);
  return files === undefined ? wrong(where, "a list of packages", value) : contextText(files);
}

function wrong(where: string, wanted: string, value: unknown): never {
  throw new TypeError(`${where} is not ${wanted} but ${inWords(value)}`);
}
