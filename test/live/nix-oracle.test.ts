import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addedPath } from "../../src/nix/content-address.ts";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { rawName } from "../../src/nix/nar/name.ts";
import { NarReader } from "../../src/nix/nar/reader.ts";
import { hashHex, parseNarHash, sha256Of } from "../../src/nix/nar-hash.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { parsePublicKey } from "../../src/nix/public-key.ts";
import { parseStorePath } from "../../src/nix/store-path.ts";
import { judge } from "../../src/nix/trust.ts";
import { type Cache, walkClosure } from "../../src/packages/closure-walk.ts";
import { file, folder, IGNORING, narOf, readTree, symlink, type Tree, trees, writeTree } from "../nix/nar/trees.ts";
import { runUnpack } from "../unpack/program.ts";
import { withNix } from "./real-nix.ts";

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-oracle-"));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (...names: string[]) => join(dir, ...names);

test("what we dump is what nix-store --dump writes, and has the hash that Nix gives it", () => {
  const samples = fc.sample(trees, { numRuns: 60, seed: 1 });
  const tree = folder(Object.fromEntries(samples.map((sample, i) => [`sample-${i}`, sample])));
  writeTree(at("tree"), tree);
  const nar = Buffer.concat([...dumpNar(at("tree"))]);
  withNix(dir, "nix-store --dump /mnt/tree > /mnt/tree.nar");
  expect(readFileSync(at("tree.nar")).equals(nar)).toBe(true);
  const hash = sha256Of<"nar">(createHash("sha256").update(nar).digest());
  expect(parseNarHash(withNix(dir, "nix hash path /mnt/tree").trim())).toBe(hash);
  expect(withNix(dir, "nix-hash --type sha256 --base32 /mnt/tree").trim()).toBe(hash.slice("sha256:".length));
  expect(withNix(dir, "nix-hash --type sha256 /mnt/tree").trim()).toBe(hashHex(hash));
});

/** What the program that unpacks says: undefined for a sound archive. */
function refusalOfProgram(nar: Buffer): string | undefined {
  writeFileSync(at("one.nar"), nar);
  rmSync(at("one"), { recursive: true, force: true });
  const narHash = sha256Of(createHash("sha256").update(nar).digest());
  const task = { storePath: `/nix/store/${"0".repeat(32)}-x`, nar: at("one.nar"), compression: "none" } as const;
  const { code, stderr } = runUnpack({ paths: [{ ...task, narHash, narSize: nar.length, output: at("one") }] });
  return code === 0 ? undefined : stderr;
}

/** What our reader says: undefined for a sound archive. */
function refusal(nar: Buffer): string | undefined {
  const reader = new NarReader(IGNORING);
  try {
    reader.push(nar);
    reader.end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test("we refuse the archives that nix-store --restore refuses, and take those that it takes", () => {
  const base = narOf(folder({ a: file("contents"), b: folder({ c: file("#!", true) }), d: symlink("a") }));
  const changes = fc.tuple(fc.nat(base.length - 1), fc.nat(255));
  const mutants = fc.sample(changes, { numRuns: 300, seed: 2 }).map(([place, byte]) => {
    const mutant = Buffer.from(base);
    mutant[place] = byte;
    return mutant;
  });
  // Words for words of the same length, so that more than the framing is tried.
  const swapped = ["type", "node", "name", "entry", "regular", "symlink", "contents"].flatMap((word) =>
    ["type", "node", "name", "entry", "regular", "symlink", "contents", "directory"]
      .filter((other) => other.length === word.length)
      .map((other) => Buffer.from(base.toString("latin1").replace(word, other), "latin1")),
  );
  const cut = [8, 24, 100, base.length - 8, base.length - 1].map((length) => base.subarray(0, length));
  const cases = [base, ...mutants, ...swapped, ...cut, ...fc.sample(trees, { numRuns: 50, seed: 3 }).map(narOf)];

  mkdirSync(at("cases"));
  mkdirSync(at("restored"));
  cases.forEach((nar, i) => void writeFileSync(at("cases", String(i)), nar));
  const taken = withNix(
    dir,
    "cd /mnt/cases; for i in *; do nix-store --restore /mnt/restored/$i < $i 2>/dev/null && echo $i; done; true",
  );
  const takenByNix = new Set(taken.split("\n").filter(Boolean).map(Number));
  expect(takenByNix.size).toBeGreaterThan(50);
  const different = cases.flatMap((nar, i) =>
    [refusal(nar), refusalOfProgram(nar)].flatMap((reason) =>
      takenByNix.has(i) === (reason === undefined) ? [] : [{ i, nix: takenByNix.has(i), reason }],
    ),
  );
  expect(different).toEqual([]);
});

test("a store path made of files has the name that nix store add-path and nix-store --add give it", () => {
  const samples = fc.sample(trees, { numRuns: 40, seed: 4 });
  const made: readonly (readonly [string, Tree])[] = [
    [
      "app",
      folder({
        bin: folder({ serve: file("#!/bin/sh\n", true) }),
        data: file("x"),
        empty: folder({}),
        link: symlink("bin/serve"),
        [rawName("ünïcødé")]: folder({ [rawName("文字")]: file("") }),
      }),
    ],
    ["run.sh", file("#!/bin/sh\n", true)],
    ["nothing", folder({})],
    [".hidden+x=1_?", file("")],
    ...samples.map((sample, i): readonly [string, Tree] => [`sample-${i}`, sample]),
  ];
  mkdirSync(at("added"));
  const ours = made.map(([name, tree]) => {
    writeTree(at("added", name), tree);
    const hash = createHash("sha256");
    for (const piece of dumpNar(at("added", name))) hash.update(piece);
    return addedPath(name, sha256Of(hash.digest())).path.path;
  });
  const names = made.map(([name]) => `'/mnt/added/${name}'`).join(" ");
  const nix = withNix(dir, `for path in ${names}; do nix store add-path "$path"; done`);
  expect(nix.trimEnd().split("\n")).toEqual(ours);
  expect(withNix(dir, `nix-store --add ${names}`).trimEnd().split("\n")).toEqual(ours);
  const [, runSh] = made;
  const other = addedPath(
    "start",
    sha256Of(
      createHash("sha256")
        .update(narOf(runSh?.[1] ?? file("")))
        .digest(),
    ),
  );
  expect(withNix(dir, "nix store add-path --name start /mnt/added/run.sh").trim()).toBe(other.path.path);
});

const GRAPH = `
let
  c = builtins.toFile "c.txt" "end";
  b = builtins.toFile "b.txt" "b \${c}";
  a = builtins.toFile "a.txt" "a \${b} \${c}";
in a
`;

test.each(["zstd", "xz", "bzip2", "br", "none"] as const)(
  "a signed cache in %s that nix copy wrote is walked, trusted and unpacked",
  async (compression) => {
    const name = `cache-${compression}`;
    writeFileSync(at("graph.nix"), GRAPH);
    writeTree(
      at(`source-${compression}`),
      folder({ bin: folder({ x: file(Buffer.alloc(100_000, "x"), true) }), l: symlink("bin/x") }),
    );
    const [root = "", source = "", publicKey = ""] = withNix(
      dir,
      `[ -f /mnt/sk ] || nix-store --generate-binary-cache-key test-1 /mnt/sk /mnt/pk
      root=$(nix eval --raw --impure --file /mnt/graph.nix)
      source=$(nix store add-path /mnt/source-${compression} --name source)
      nix copy --to "file:///mnt/${name}?compression=${compression}&secret-key=/mnt/sk" $root $source
      echo $root; echo $source; cat /mnt/pk`,
    ).split("\n");

    const cache: Cache = {
      name,
      priority: 0,
      publicKeys: [parsePublicKey(publicKey)],
      requireSignature: true,
      readNarinfos: async (paths) =>
        new Map(
          paths.map(({ hashPart }) => [
            hashPart,
            { kind: "found", text: readFileSync(at(name, `${hashPart}.narinfo`)) },
          ]),
        ),
    };
    const closure = await walkClosure([parseStorePath(root), parseStorePath(source)], [cache]);
    expect(closure.ordered.map((entry) => entry.path.name).filter((each) => each.endsWith(".txt"))).toEqual([
      "c.txt",
      "b.txt",
      "a.txt",
    ]);
    for (const entry of closure.entries) {
      expect(entry.trust).toEqual({ by: "key", keyName: "test-1" });
      expect(entry.compression).toBe(compression);
      // What add-path and toFile make is addressed by content, so it proves itself as well.
      const narinfo = parseNarinfo(readFileSync(at(name, `${entry.path.hashPart}.narinfo`)));
      expect(judge(narinfo, { publicKeys: [], requireSignature: true }).by).toBe("content");
    }

    const output = at(`out-${compression}`);
    const paths = closure.entries.map((entry) => {
      const proof = judge(parseNarinfo(readFileSync(at(name, `${entry.path.hashPart}.narinfo`))), {
        publicKeys: [],
        requireSignature: true,
      });
      const { narHash, narSize } = entry;
      return {
        ...{ narHash, narSize, compression, output },
        storePath: entry.path.path,
        nar: at(name, entry.url),
        ...(proof.by === "content" && { contentHash: proof.contentHash }),
      };
    });
    expect(runUnpack({ paths })).toMatchObject({ code: 0, stderr: "" });
    const store = (place: string) => join(place, "nix/store");
    for (const entry of closure.entries) {
      const tree: Tree = readTree(join(store(output), entry.path.base));
      expect(tree).toEqual(readTree(join(store(dir), entry.path.base)));
    }
    expect(readdirSync(store(output)).sort()).toEqual(closure.entries.map((entry) => entry.path.base));
    // Nix itself finds the same archive in what we unpacked, metadata included.
    const dumped = withNix(
      dir,
      `nix-hash --type sha256 --base32 /mnt/out-${compression}/nix/store/${parseStorePath(source).base}`,
    );
    expect(`sha256:${dumped.trim()}`).toBe(closure.get(parseStorePath(source))?.narHash);
  },
);
