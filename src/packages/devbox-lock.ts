import { findNodeAtLocation } from "jsonc-parser";
import * as z from "zod";
import { FormatError } from "../nix/format-error.ts";
import { sha256Sri } from "../nix/nar-hash.ts";
import {
  outputOfEntry,
  type PackageEntry,
  type PackageSet,
  packageOfEntry,
  UnknownPackage,
} from "../nix/package-entry.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { parseJson, plainValueOf } from "../text/json.ts";
import { SourceText } from "../text/source-text.ts";
import type { PackageSetPin } from "./lock/lock-file.ts";

/** Go reads null as an empty value, and omits empty fields. Fields that are not in the schema are ignored. */
const optionalText = z.string().nullish();

const outputSchema = z.object({ name: optionalText, path: optionalText, default: z.boolean().nullish() });

const packageSchema = z.object({
  /** `github:NixOS/nixpkgs/<commit>#<attribute path>` for what comes out of nixpkgs, perhaps with a query before the #. */
  resolved: optionalText,
  version: optionalText,
  systems: z
    .record(
      z.string(),
      z
        .object({
          outputs: z.array(outputSchema).nullish(),
          /** The only path that devbox before 0.11 wrote. */
          store_path: optionalText,
        })
        .nullish(),
    )
    .nullish(),
});

/** The parts of a devbox.lock that decl reads (jetify-com/devbox: internal/lock/package.go). */
const devboxSchema = z.object({
  lockfile_version: z.literal("1"),
  packages: z.record(z.string(), packageSchema.nullish()).nullish(),
});

type DevboxPackage = z.infer<typeof packageSchema>;

/** The packages of a devbox.lock. */
export interface DevboxLock {
  /** Whether it has a package of this name for any system. */
  has(attributePath: string): boolean;
  /** `find` throws an UnknownPackage where it has no store path for the system. */
  ofSystem(system: string): PackageSet;
}

/** A devbox.lock with its pin, as a source of packages. */
export type PinnedDevboxLock = DevboxLock & { readonly pin: PackageSetPin };

/** The devbox.lock that a declaration names at `place`, whose text is undefined where there is none. Throws a DeclError. */
export function readDevboxLock(file: string, text: string | undefined, place: Place | undefined): PinnedDevboxLock {
  if (text !== undefined) return { ...parseDevboxLock(file, text), pin: { source: file, sha256: sha256Sri(text) } };
  throw new DeclError({
    code: "no-devbox-lock",
    message: `there is no file "${file}" in the build context`,
    ...at(place),
  });
}

/**
 * Reads a devbox.lock. A name is the attribute path of nixpkgs that devbox resolved to, `nodejs_20`, with an output behind
 * it or without; or what devbox.json calls it, `nodejs` for `nodejs@20`. Throws a DeclError at the line that is wrong.
 */
function parseDevboxLock(file: string, text: string): DevboxLock {
  const source = new SourceText(file, text);
  const tree = parseJson(source);
  const read = devboxSchema.safeParse(plainValueOf(source, tree));
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
    const node = findNodeAtLocation(tree, path) ?? tree;
    throw new DeclError({
      code: "wrong-devbox-lock",
      message: `this is not a devbox.lock: ${path.join(".") || "the whole"}: ${issue?.message}`,
      place: source.place(node.offset, node.offset + node.length),
      hint: "`devbox install` writes it; its lockfile_version has to be 1",
    });
  }
  const packages = Object.entries(read.data.packages ?? {}).flatMap(([key, one]): [string, DevboxPackage][] =>
    // Keys with a colon are flakes and runx packages, which are not in nixpkgs.
    key.includes(":") ? [] : [[key, one ?? {}]],
  );
  const lookup = (name: string): [string, DevboxPackage] | undefined => {
    const resolved = packages.filter(([, { resolved }]) => attributeOf(resolved) === name);
    const named = packages.filter(([key]) => key.replace(/(?<=.)@[^@]+$/, "") === name);
    const candidates = resolved.length > 0 ? resolved : named;
    if (candidates.length > 1) throw ambiguous(file, name, candidates);
    return candidates[0];
  };
  const parentOf = (name: string) => (name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : undefined);
  const locate = (name: string): { key: string; found: DevboxPackage; output?: string } | undefined => {
    const whole = lookup(name);
    if (whole !== undefined) return { key: whole[0], found: whole[1] };
    const parent = parentOf(name);
    const part = parent === undefined ? undefined : lookup(parent);
    return part === undefined
      ? undefined
      : { key: part[0], found: part[1], output: name.slice((parent?.length ?? 0) + 1) };
  };
  return {
    has: (name) => hasPackage(() => locate(name)),
    ofSystem: (system) => ({
      find: (name) => {
        const located = locate(name);
        if (located === undefined) throw new Error(`"${name}" is not in ${file}`);
        const { key, found, output } = located;
        const entry = entryOf(file, key, found, system);
        const wanted = output === undefined ? entry : outputOfEntry(entry, output);
        if (wanted !== undefined) return packageOfEntry(name, wanted);
        const known = Object.keys(entry.outputs).join(", ");
        throw new UnknownPackage(
          `${key} of ${file} has no output "${output}" for ${system}`,
          `its outputs are ${known}`,
        );
      },
    }),
  };
}

/** Whether the lock has the name. A name that could be two packages counts; it is an error only when it is looked up. */
function hasPackage(locate: () => unknown): boolean {
  try {
    return locate() !== undefined;
  } catch (error) {
    if (error instanceof UnknownPackage) return true;
    throw error;
  }
}

function attributeOf(resolved: string | null | undefined): string | undefined {
  // After the #, the attribute path may follow `legacyPackages.<system>.`, and `^` with outputs may follow it.
  const path = /#(?:legacyPackages\.[^.]+\.)?([^^]+)/.exec(resolved ?? "")?.[1];
  try {
    return path === undefined ? undefined : decodeURIComponent(path);
  } catch {
    return path;
  }
}

function entryOf(file: string, key: string, { systems, version }: DevboxPackage, system: string): PackageEntry {
  const outputs = inDevboxLock(file, key, () => namedOutputs(systems?.[system]));
  const defaults = outputs.filter((output) => output.isDefault);
  // The manual is installed by default too, and devbox may list the outputs in any order.
  const main = defaults.find(({ name }) => name !== "man") ?? defaults[0] ?? outputs[0];
  if (main === undefined) {
    const known = Object.keys(systems ?? {});
    const others = known.length === 0 ? "" : `, only for ${known.join(", ")}`;
    throw new UnknownPackage(
      `${file} has no store path of ${key} for ${system}${others}`,
      "`devbox update` writes the store paths of all systems that have the package",
    );
  }
  const { name, path } = main;
  return {
    name: name !== "out" && path.name.endsWith(`-${name}`) ? path.name.slice(0, -name.length - 1) : path.name,
    version: isText(version) ? version : undefined,
    outputs: Object.fromEntries(outputs.map((output) => [output.name, output.path.path])),
    defaultOutput: name,
    outputsToInstall: (defaults.length > 0 ? defaults : [main]).map((output) => output.name),
  };
}

interface NamedOutput {
  readonly name: string;
  readonly path: StorePath;
  readonly isDefault: boolean;
}

/**
 * The outputs with their names. If devbox got no answer from its search service, it wrote the paths of the machine's store, and as the
 * output's name the part after the first dash of the version: nothing for "out", or "04-27" for the "out" of rust-analyzer-2026-04-27.
 * In this case the path with the shortest name is "out", and the names of the others are their last words. Throws FormatError.
 */
function namedOutputs(info: NonNullable<DevboxPackage["systems"]>[string]): NamedOutput[] {
  const { outputs, store_path: single } = info ?? {};
  const known = (outputs ?? []).flatMap(({ name, path, default: isDefault }) =>
    isText(path) ? [{ name, path: parseStorePath(path), isDefault: isDefault === true }] : [],
  );
  if (known.length === 0) return isText(single) ? [{ name: "out", path: parseStorePath(single), isDefault: true }] : [];
  const [shortest] = known.toSorted((a, b) => a.path.name.length - b.path.name.length);
  return known.map(({ name, path, isDefault }) => {
    if (isText(name) && /^[A-Za-z_]\w*$/.test(name)) return { name, path, isDefault };
    const word = path === shortest?.path ? "out" : path.name.slice(path.name.lastIndexOf("-") + 1);
    return { name: word, path, isDefault };
  });
}

const isText = (text: string | null | undefined): text is string => typeof text === "string" && text !== "";

function inDevboxLock<T>(file: string, key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) throw new UnknownPackage(`${key} of ${file}: ${error.message}`, undefined);
    throw error;
  }
}

function ambiguous(file: string, name: string, candidates: readonly (readonly [string, DevboxPackage])[]) {
  const keys = candidates.map(([key]) => key).join(" and ");
  const attributes = new Set(candidates.flatMap(([, { resolved }]) => attributeOf(resolved) ?? []));
  return new UnknownPackage(
    `"${name}" is several packages of ${file}: ${keys}`,
    attributes.size === candidates.length
      ? `name one of ${[...attributes].map((attribute) => `pkgs.${attribute}`).join(", ")}`
      : "name one by its store path, storePath(…)",
  );
}
