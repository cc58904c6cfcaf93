import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import fc from "fast-check";
import type { NarHandler } from "../../../src/nix/nar/handler.ts";
import { type RawName, rawPath } from "../../../src/nix/nar/name.ts";

/** What an archive can hold, as a value. */
export type Tree =
  | { readonly kind: "file"; readonly executable: boolean; readonly contents: Buffer }
  | { readonly kind: "symlink"; readonly target: RawName }
  | { readonly kind: "directory"; readonly entries: ReadonlyMap<RawName, Tree> };

const ignore = () => {};

/** For who wants to know of an archive only whether it is one. */
export const IGNORING: NarHandler = {
  directory: ignore,
  endDirectory: ignore,
  file: ignore,
  data: ignore,
  endFile: ignore,
  symlink: ignore,
};

/** The strings of an archive one by one, to be broken in tests; a number stands for itself as an u64. */
export type NarPart = string | Buffer;

export function encodeParts(parts: readonly NarPart[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === "string" ? encodeString(Buffer.from(part, "latin1")) : part)),
  );
}

export function encodeString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
}

/** An independent, recursive writer. */
export function partsOf(tree: Tree): NarPart[] {
  switch (tree.kind) {
    case "file":
      return [
        "(",
        "type",
        "regular",
        ...(tree.executable ? ["executable", ""] : []),
        "contents",
        encodeString(tree.contents),
        ")",
      ];
    case "symlink":
      return ["(", "type", "symlink", "target", tree.target, ")"];
    case "directory": {
      const names = [...tree.entries.keys()].sort();
      const entries = names.flatMap((name) => {
        const child = tree.entries.get(name);
        return child === undefined ? [] : ["entry", "(", "name", name, "node", ...partsOf(child), ")"];
      });
      return ["(", "type", "directory", ...entries, ")"];
    }
  }
}

export function narOf(tree: Tree): Buffer {
  return encodeParts(["nix-archive-1", ...partsOf(tree)]);
}

export function file(contents: string | Buffer = "", executable = false): Tree {
  return { kind: "file", executable, contents: Buffer.from(contents) };
}

export function folder(entries: Readonly<Record<string, Tree>>): Tree {
  return { kind: "directory", entries: new Map(Object.entries(entries)) };
}

export function symlink(target: RawName): Tree {
  return { kind: "symlink", target };
}

/** Makes the tree on disk; the opposite of `readTree`. */
export function writeTree(path: RawName, tree: Tree): void {
  if (tree.kind === "symlink") symlinkSync(rawPath(tree.target), rawPath(path));
  else if (tree.kind === "file") {
    writeFileSync(rawPath(path), tree.contents);
    chmodSync(rawPath(path), tree.executable ? 0o755 : 0o644);
  } else {
    mkdirSync(rawPath(path));
    for (const [name, child] of tree.entries) writeTree(`${path}/${name}`, child);
  }
}

export function readTree(path: RawName): Tree {
  const stat = lstatSync(rawPath(path));
  if (stat.isSymbolicLink()) return symlink(readlinkSync(rawPath(path), { encoding: "buffer" }).toString("latin1"));
  if (stat.isFile()) return file(readFileSync(rawPath(path)), (stat.mode & 0o100) !== 0);
  const names = readdirSync(rawPath(path), { encoding: "latin1" });
  return { kind: "directory", entries: new Map(names.sort().map((name) => [name, readTree(`${path}/${name}`)])) };
}

/** Names of any bytes but "/" and NUL, short ones that collide in prefixes among them. */
const names = fc
  .oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "-", ".", "~", "\xc3", "\xff"), minLength: 1, maxLength: 4 }),
    fc.string({ unit: fc.nat(254).map((code) => String.fromCharCode(code + 1)), minLength: 1, maxLength: 20 }),
    fc.constant("x".repeat(255)),
  )
  .filter((name) => name !== "." && name !== ".." && !name.includes("/"));

const targets = fc.string({
  unit: fc.nat(254).map((code) => String.fromCharCode(code + 1)),
  minLength: 1,
  maxLength: 30,
});

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      kind: fc.constant("file" as const),
      executable: fc.boolean(),
      contents: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    }),
    fc.record({ kind: fc.constant("symlink" as const), target: targets }),
    fc.array(fc.tuple(names, tie("tree")), { maxLength: 5 }).map(
      (entries): Tree => ({
        kind: "directory",
        // Sorted, so that equal trees are equal values.
        entries: new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))),
      }),
    ),
  ),
})).tree;
