import { createHash } from "node:crypto";
import * as z from "zod";
import { buildIn } from "../lib/build-reference.ts";
import { builtPath } from "../nix/content-address.ts";
import { FormatError } from "../nix/format-error.ts";
import type { Package } from "../nix/package-entry.ts";
import { checkStorePathName, parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Place } from "../text/diagnostic.ts";
import { mentionedPackages, replacePlaceholders } from "../value/reference.ts";

/** What every script finds beside its packages. */
const BASE_PACKAGES = ["bash", "coreutils"];

/** Of a package everything that a build may look for. */
const OUTPUTS = ["dev", "out", "lib", "bin"];

const id = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, "is no id: letters, digits and _ . -");

const declaredBuild = z.strictObject({
  name: z.string(),
  src: z.string().nullable(),
  packages: z.array(z.string()),
  script: z.string(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is no name of a variable"), z.string()),
  network: z.boolean(),
  cache: z.array(z.string().regex(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\0,]+)+$/, "is not an absolute folder")),
  secrets: z.array(id),
  ssh: z.array(id),
});

/** What `build()` was called with. Packages and files are names, in texts placeholders for them. */
export type DeclaredBuild = z.infer<typeof declaredBuild>;

/** The same when it is known which store paths its packages are. */
export interface ResolvedBuild extends Omit<DeclaredBuild, "src" | "packages"> {
  /** Where its result is: named by all that it is made of. */
  readonly path: StorePath;
  /** Its packages with all their outputs that it may look into, in order, then those that only texts mention. */
  readonly inputs: readonly StorePath[];
  /** The store path of its files. */
  readonly src: StorePath | undefined;
  readonly place?: Place | undefined;
}

/** The build that a name stands for; undefined where it stands for something else. Throws a FormatError where it is no build. */
export function readBuild(name: string): DeclaredBuild | undefined {
  const json = buildIn(name);
  if (json === undefined) return undefined;
  const read = declaredBuild.safeParse(parse(json));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new FormatError(`build(): ${issue?.path.join(".")} ${issue?.message}`);
  }
  checkStorePathName(read.data.name);
  return read.data;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** All that a build is made of, by name: its packages, what its texts mention, and its files. */
export function namesIn({ src, packages, script, env }: DeclaredBuild): string[] {
  const texts = [script, ...Object.values(env)].flatMap(mentionedPackages);
  return [...new Set([...BASE_PACKAGES, ...packages, ...texts, ...(src === null ? [] : [src])])];
}

/**
 * A build with the store paths of what it is made of. Without a path where some of that is not looked at now: files, or builds
 * of files.
 *
 * @param find a package by its name; undefined for what is not looked at
 */
export function resolveBuild(
  build: DeclaredBuild,
  find: (name: string) => Package | undefined,
): Pick<ResolvedBuild, "inputs"> | Omit<ResolvedBuild, "place"> {
  const found = new Map(namesIn(build).map((name) => [name, find(name)]));
  const text = (one: string) => replacePlaceholders(one, (name) => found.get(name)?.path.path ?? "");
  const src = build.src === null ? undefined : found.get(build.src)?.path;
  const packages = [...build.packages, ...BASE_PACKAGES].flatMap((name) => outputsOf(found.get(name)));
  const mentioned = [build.script, ...Object.values(build.env)].flatMap(mentionedPackages);
  const inputs = [...packages, ...mentioned.flatMap((name) => found.get(name)?.path ?? [])];
  const unique = [...new Map(inputs.map((path) => [path.path, path])).values()];
  if ([...found.values()].includes(undefined)) return { inputs: unique };
  const { name, network, cache, secrets, ssh } = build;
  const made = {
    script: text(build.script),
    env: Object.fromEntries(Object.entries(build.env).map(([variable, value]) => [variable, text(value)])),
    inputs: unique,
    network,
  };
  const { inputs: paths, ...texts } = made;
  const identity = { version: 1, src: src?.path ?? null, ...texts, inputs: paths.map(({ path }) => path) };
  const path = builtPath(name, createHash("sha256").update(JSON.stringify(identity)).digest());
  return { name, ...made, path, src, cache, secrets, ssh };
}

function outputsOf(pkg: Package | undefined): StorePath[] {
  if (pkg === undefined) return [];
  const outputs = pkg.entry?.outputs ?? {};
  const others = OUTPUTS.flatMap((output) =>
    Object.hasOwn(outputs, output) ? parseStorePath(outputs[output] ?? "") : [],
  );
  return [pkg.path, ...pkg.install, ...others].filter(({ name }) => !/-(?:man|doc|info|devdoc)$/.test(name));
}
