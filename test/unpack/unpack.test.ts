import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Compression } from "../../src/nix/compression.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { engineTrouble } from "../../src/reasons/buildkit.ts";
import { unpackProgram } from "../init/built.ts";
import { encodeParts, file, folder, narOf, readTree, symlink, type Tree } from "../nix/nar/trees.ts";
import { runUnpack, type UnpackTask } from "./program.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-unpack-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const compress: Record<Compression, (bytes: Buffer) => Buffer> = {
  none: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  // Two frames, as Nix writes them.
  zstd: (bytes) => Buffer.concat([zstdCompressSync(bytes.subarray(0, 100)), zstdCompressSync(bytes.subarray(100))]),
  xz: (bytes) => execFileSync("xz", ["--stdout"], { input: bytes, maxBuffer: 1 << 30 }),
  bzip2: (bytes) => execFileSync("bzip2", ["--stdout"], { input: bytes, maxBuffer: 1 << 30 }),
};

const HELLO = folder({
  bin: folder({ hello: file("#!/bin/sh\necho hello\n", true), hi: symlink("hello") }),
  share: folder({ [Buffer.from("Fő.txt").toString("latin1")]: file("text"), empty: folder({}) }),
});

/** Writes the archive and makes a task that is right in all, so that a test can spoil one thing. */
function taskFor(name: string, nar: Buffer, changes: Partial<UnpackTask> = {}): UnpackTask {
  const compression = changes.compression ?? "none";
  const narFile = join(dir, `${name}.nar`);
  writeFileSync(narFile, compress[compression](nar));
  return {
    storePath: storePath(name),
    nar: narFile,
    compression,
    narHash: sha256Of(createHash("sha256").update(nar).digest()),
    narSize: nar.length,
    output: join(dir, "out"),
    ...changes,
  };
}

const storePath = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;

/** The lines of progress. */
function run(...tasks: UnpackTask[]): string[] {
  const { code, stdout, stderr } = runUnpack({ paths: tasks });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout.trimEnd().split("\n");
}

/** Why it fails. */
function failureOf(...tasks: UnpackTask[]): string {
  const { code, stderr } = runUnpack({ paths: tasks });
  expect(code).toBe(1);
  return stderr;
}

function unpackedTree(name: string, output = "out"): Tree {
  return readTree(Buffer.from(join(dir, output, "nix/store", `${"0".repeat(32)}-${name}`)).toString("latin1"));
}

/** "0444 1" for each path below. */
function metadata(path: string): Record<string, string> {
  const stat = lstatSync(path);
  const own = `${(stat.mode & 0o7777).toString(8).padStart(4, "0")} ${stat.mtimeMs / 1000}`;
  const below = stat.isDirectory() ? readdirSync(path).map((name) => metadata(join(path, name))) : [];
  return Object.assign({ [path.slice(dir.length)]: own }, ...below);
}

test.each(["none", "gzip", "br", "zstd", "xz", "bzip2"] as const)(
  "an archive in %s is unpacked below the output",
  (compression) => {
    expect(run(taskFor("hello-1.0", narOf(HELLO), { compression }))).toEqual([
      expect.stringMatching(/^hello-1\.0 1 kB, unpacked 1 kB in \d+\.\d s$/),
    ]);
    expect(unpackedTree("hello-1.0")).toEqual(HELLO);
  },
);

test("everything has the modes and the time of the store", () => {
  run(taskFor("a", narOf(folder({ bin: folder({ x: file("", true), l: symlink("x") }), f: file("f") }))));
  const store = `/out/nix/store`;
  const path = `${store}/${"0".repeat(32)}-a`;
  expect(metadata(join(dir, "out"))).toEqual({
    "/out": "0755 1",
    "/out/nix": "0755 1",
    [store]: "0755 1",
    [path]: "0555 1",
    [`${path}/bin`]: "0555 1",
    [`${path}/bin/l`]: "0777 1",
    [`${path}/bin/x`]: "0555 1",
    [`${path}/f`]: "0444 1",
  });
});

test("a path may be a file or a symlink", () => {
  run(taskFor("file", narOf(file("x"))), taskFor("link", narOf(symlink("file"))));
  expect(unpackedTree("file")).toEqual(file("x"));
  expect(unpackedTree("link")).toEqual(symlink("file"));
});

test("many paths go to several outputs, a line of progress for each", () => {
  const tasks = Array.from({ length: 12 }, (_, i) => {
    const compression = (["none", "zstd", "gzip"] as const)[i % 3] ?? "none";
    // Enough for several processes.
    const nar = narOf(folder({ data: file(Buffer.alloc(i * 500_000, i)) }));
    return taskFor(`p${i}`, nar, { compression, output: join(dir, `out${i % 2}`) });
  });
  const lines = run(...tasks);
  const names = tasks.map((task) => task.storePath.slice(storePath("").length));
  expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual(names.sort());
  expect(lines).toContainEqual(expect.stringMatching(/^p10 1 kB, unpacked 5\.0 MB in /));
  expect(unpackedTree("p1", "out1")).toEqual(folder({ data: file(Buffer.alloc(500_000, 1)) }));
  expect(readdirSync(join(dir, "out0/nix/store"))).toHaveLength(6);
});

test("a file larger than any buffer is unpacked whole", () => {
  const contents = Buffer.alloc(20_000_000);
  for (let i = 0; i < contents.length; i += 4) contents.writeUInt32LE(i, i);
  run(taskFor("large", narOf(file(contents)), { compression: "zstd" }));
  const tree = unpackedTree("large");
  expect(tree.kind === "file" && tree.contents.equals(contents)).toBe(true);
});

const nar = narOf(HELLO);
const otherHash = sha256Of<"nar">(Buffer.alloc(32));

test.each<[string, () => UnpackTask, string]>([
  ["another hash", () => taskFor("a", nar, { narHash: otherHash }), `but its NarHash is ${otherHash}`],
  [
    "less bytes than announced",
    () => taskFor("a", nar, { narSize: nar.length + 8 }),
    `the archive has ${nar.length} bytes, but its NarSize is ${nar.length + 8}`,
  ],
  [
    "more bytes than announced",
    () => taskFor("a", nar, { narSize: nar.length - 8 }),
    `larger than its NarSize of ${nar.length - 8}`,
  ],
  ["an archive that is cut short", () => taskFor("a", nar.subarray(0, -8)), "the archive is cut short"],
  [
    "bytes after the archive that nobody announced",
    () => taskFor("a", Buffer.concat([nar, Buffer.alloc(8)]), { narSize: nar.length }),
    "bytes follow the end",
  ],
  ["bytes after the archive", () => taskFor("a", Buffer.concat([nar, Buffer.alloc(8)])), "bytes follow the end"],
  [
    "a name that leads out",
    () => taskFor("a", narOf(folder({ "..": file("x") }))),
    'the name ".." leads out of its folder',
  ],
  [
    "unsorted names",
    () =>
      taskFor(
        "a",
        encodeParts([
          "nix-archive-1",
          "(",
          "type",
          "directory",
          ...["b", "a"].flatMap((name) => [
            "entry",
            "(",
            "name",
            name,
            "node",
            "(",
            "type",
            "symlink",
            "target",
            "x",
            ")",
            ")",
          ]),
        ]),
      ),
    'the name "a" comes after "b", unsorted',
  ],
  [
    "a file that layers of images take for the mark of a removed one",
    () => taskFor("a", narOf(folder({ share: folder({ ".wh.hello": file() }) }))),
    "/share/.wh.hello would vanish: layers of images say by such a name that a file is removed",
  ],
  [
    "a compressed file that is cut short",
    () => {
      const task = taskFor("a", nar, { compression: "gzip" });
      writeFileSync(task.nar, gzipSync(nar).subarray(0, -9));
      return task;
    },
    "damaged gzip file: it is cut short",
  ],
  ["a missing file", () => taskFor("a", nar, { nar: "/missing.nar" }), "No such file or directory"],
])("%s fails, naming the path and the file", (_, makeTask, message) => {
  const task = makeTask();
  const text = failureOf(task);
  expect(text).toContain(`error: cannot unpack ${task.storePath} from ${task.nar}: `);
  expect(text).toContain(message);
  expect(text.trimEnd().split("\n")).toHaveLength(1);
});

test.each(["gzip", "br", "zstd", "xz", "bzip2"] as const)(
  "an archive in %s that blows up is stopped soon after its NarSize",
  (compression) => {
    const bomb = narOf(file(Buffer.alloc(20_000_000)));
    const task = taskFor("bomb", bomb, { compression, narSize: 1000 });
    expect(failureOf(task)).toContain("the archive is larger than its NarSize of 1000 bytes");
    // As far as the decoder had come.
    const written = join(dir, "out", task.storePath);
    expect(existsSync(written) ? lstatSync(written).size : 0).toBeLessThan(2_000_000);
  },
);

/** Of a size that another process decodes beside the one that writes. */
const large = narOf(
  folder({
    a: file(Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * at) >> 7))),
    b: file(Buffer.alloc(5_000_000)),
  }),
);

test.each<[string, (packed: Buffer) => Partial<UnpackTask> | Buffer, string]>([
  ["is cut short", (packed) => packed.subarray(0, -1000), "damaged zstd file: it is cut short"],
  ["goes on", (packed) => Buffer.concat([packed, Buffer.from("more")]), "damaged zstd file: Unknown frame descriptor"],
  ["has another hash", () => ({ narHash: otherHash }), `but its NarHash is ${otherHash}`],
  ["has more bytes", () => ({ narSize: large.length - 8 }), `larger than its NarSize of ${large.length - 8}`],
  [
    "has less bytes",
    () => ({ narSize: large.length + 8 }),
    `the archive has ${large.length} bytes, but its NarSize is`,
  ],
])("a large archive that %s fails with the same words", (_, change, message) => {
  const task = taskFor("large", large, { compression: "zstd" });
  const changed = change(readFileSync(task.nar));
  if (Buffer.isBuffer(changed)) writeFileSync(task.nar, changed);
  expect(failureOf({ ...task, ...(Buffer.isBuffer(changed) ? {} : changed) })).toMatch(message);
});

test.each(["none", "gzip", "br", "zstd", "xz", "bzip2"] as const)(
  "a large archive in %s is unpacked whole",
  (compression) => {
    run(taskFor("large", large, { compression }));
    expect(narOf(unpackedTree("large")).equals(large)).toBe(true);
  },
);

test.each([10_000, 3_000_000])(
  "one failure among many stops all and is the one that is told, with files of %i bytes",
  (size) => {
    const tasks = Array.from({ length: 20 }, (_, i) => taskFor(`p${i}`, narOf(file(Buffer.alloc(size)))));
    const bad = taskFor("bad", narOf(file(Buffer.alloc(2 * size))), { narHash: otherHash });
    expect(failureOf(...tasks, bad)).toMatch(/^error: cannot unpack \S+-bad from [^\n]*\n$/);
  },
);

test("nothing that is there already is written through or replaced", () => {
  const store = join(dir, "out/nix/store");
  mkdirSync(store, { recursive: true });
  const victim = join(dir, "victim");
  writeFileSync(victim, "precious");
  symlinkSync(victim, join(store, `${"0".repeat(32)}-file`));
  mkdirSync(join(dir, "elsewhere"));
  symlinkSync(join(dir, "elsewhere"), join(store, `${"0".repeat(32)}-folder`));
  expect(failureOf(taskFor("file", narOf(file("evil"))))).toContain("/: File exists");
  expect(failureOf(taskFor("folder", narOf(folder({ x: file() }))))).toContain("/: File exists");
  expect(readFileSync(victim, "utf8")).toBe("precious");
  expect(existsSync(join(dir, "elsewhere/x"))).toBe(false);
});

test("a path that only its contents vouch for must be one file with these contents", () => {
  const contentHash = sha256Of<"content">(createHash("sha256").update("text").digest());
  run(taskFor("good", narOf(file("text")), { contentHash }));
  expect(unpackedTree("good")).toEqual(file("text"));
  for (const [name, tree, message] of [
    ["other", file("other"), "its contents have the hash"],
    ["program", file("text", true), "it is executable"],
    ["folder", folder({ text: file("text") }), "it is a folder"],
    ["link", symlink("text"), "it is a symlink"],
  ] as const) {
    expect(failureOf(taskFor(name, narOf(tree), { contentHash }))).toContain(message);
  }
});

test.runIf(process.getuid?.() === 0)("a full disk is said to be one", () => {
  const task = taskFor("large", large, { compression: "zstd" });
  mkdirSync(join(dir, "out"));
  const script = 'mount -t tmpfs -o size=1m none "$1" && exec "$2"';
  const { stderr, status } = spawnSync(
    "unshare",
    ["--mount", "sh", "-c", script, "sh", join(dir, "out"), unpackProgram],
    {
      env: { ...process.env, DECL_SPECIFICATION: JSON.stringify({ paths: [task] }) },
      encoding: "utf8",
    },
  );
  expect(status).toBe(1);
  expect(stderr).toBe(`error: cannot unpack ${task.storePath} from ${task.nar}: /a: No space left on device\n`);
  expect(engineTrouble(stderr)?.reason).toBe("the disk of the engine is full");
});

test.runIf(process.getuid?.() === 0)("where no other process can be started, one does it all", () => {
  const tasks = ["large", "other", "third"].map((name) => taskFor(name, large, { compression: "zstd" }));
  chmodSync(dir, 0o777);
  // A user who runs nothing else; root has as many processes as it wants.
  const { stderr, stdout, status } = spawnSync(
    "setpriv",
    ["--reuid", "54321", "--clear-groups", "prlimit", "--nproc=1", unpackProgram],
    { env: { ...process.env, DECL_SPECIFICATION: JSON.stringify({ paths: tasks }) }, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.match(/, unpacked /g)).toHaveLength(tasks.length);
  for (const name of ["large", "other", "third"]) expect(narOf(unpackedTree(name)).equals(large)).toBe(true);
});
