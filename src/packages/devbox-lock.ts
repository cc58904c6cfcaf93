import { findNodeAtLocation, getNodeValue } from "jsonc-parser";
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
import { parseStorePath } from "../nix/store-path.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { parseJson } from "../text/json.ts";
import { SourceText } from "../text/source-text.ts";
import type { PackageSetPin } from "./lock/lock-file.ts";

/** What devbox writes beside devbox.json, as far as it counts here (jetify-com/devbox: internal/lock/package.go). */
const devboxSchema = z.object({
  lockfile_version: z.literal("1"),
  packages: z.record(
    z.string(),
    z.object({
      /** `github:NixOS/nixpkgs/<commit>#<attribute path>` for what comes out of nixpkgs. */
      resolved: z.string().optional(),
      version: z.string().optional(),
      systems: z
        .record(
          z.string(),
          z.object({
            outputs: z
              .array(z.object({ name: z.string(), path: z.string(), default: z.boolean().optional() }))
              .optional(),
            /** All that devbox before 0.11 wrote. */
            store_path: z.string().optional(),
          }),
        )
        .optional(),
    }),
  ),
});

type DevboxPackage = z.infer<typeof devboxSchema>["packages"][string];

/** The packages of a devbox.lock. */
export interface DevboxLock {
  /** Whether it has a package of this name, for whatever system. */
  has(attributePath: string): boolean;
  /** `find` throws an UnknownPackage where it has no store path for the system. */
  ofSystem(system: string): PackageSet;
}

/** The same as where names are looked up. */
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
  const read = devboxSchema.safeParse(getNodeValue(tree));
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
  const packages = Object.entries(read.data.packages);
  const lookup = (name: string): [string, DevboxPackage] | undefined => {
    const resolved = packages.filter(([, { resolved }]) => attributeOf(resolved) === name);
    const named = packages.filter(([key]) => key.replace(/(?<=.)@.*$/, "") === name);
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

/** A name that could be two packages is in the lock, and an error when it is asked for. */
function hasPackage(locate: () => unknown): boolean {
  try {
    return locate() !== undefined;
  } catch (error) {
    if (error instanceof UnknownPackage) return true;
    throw error;
  }
}

function attributeOf(resolved: string | undefined): string | undefined {
  // A flake has `legacyPackages.<system>.` or nothing before it.
  return /#(?:legacyPackages\.[^.]+\.)?(.+)$/.exec(resolved ?? "")?.[1];
}

function entryOf(file: string, key: string, { systems, version }: DevboxPackage, system: string): PackageEntry {
  const { outputs: several = [], store_path: single } = systems?.[system] ?? {};
  const outputs = several.length > 0 || single === undefined ? several : [{ name: "out", path: single, default: true }];
  const defaults = outputs.filter((output) => output.default === true);
  const first = defaults[0] ?? outputs[0];
  if (first === undefined) {
    const known = Object.keys(systems ?? {});
    const others = known.length === 0 ? "" : `, only for ${known.join(", ")}`;
    throw new UnknownPackage(
      `${file} has no store path of ${key} for ${system}${others}`,
      "`devbox update` writes the store paths of all systems that have the package",
    );
  }
  try {
    const { name } = parseStorePath(first.path);
    return {
      name: first.name !== "out" && name.endsWith(`-${first.name}`) ? name.slice(0, -first.name.length - 1) : name,
      version,
      outputs: Object.fromEntries(outputs.map((output) => [output.name, parseStorePath(output.path).path])),
      defaultOutput: first.name,
      outputsToInstall: (defaults.length > 0 ? defaults : [first]).map((output) => output.name),
    };
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
