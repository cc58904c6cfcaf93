import fc from "fast-check";
import { expect, test } from "vitest";
import type { NarHandler } from "../../../src/nix/nar/handler.ts";
import { NarError, NarReader } from "../../../src/nix/nar/reader.ts";
import {
  encodeParts,
  encodeString,
  file,
  folder,
  type NarPart,
  narOf,
  partsOf,
  symlink,
  type Tree,
  trees,
} from "./trees.ts";

/** Builds the tree again from what the reader tells, and notes everything in order. */
class Recorder implements NarHandler {
  readonly events: string[] = [];
  root: Tree | undefined;
  readonly #open: { name: string; entries: Map<string, Tree> }[] = [];
  #file: { name: string; executable: boolean; size: number; contents: Buffer } | undefined;

  directory(name: string): void {
    this.events.push(`directory ${name}`);
    this.#open.push({ name, entries: new Map() });
  }

  endDirectory(): void {
    this.events.push("endDirectory");
    const { name, entries } = this.#open.pop() ?? fail();
    this.#add(name, { kind: "directory", entries });
  }

  file(name: string, executable: boolean, size: number): void {
    this.events.push(`file ${name} ${executable} ${size}`);
    this.#file = { name, executable, size, contents: Buffer.alloc(0) };
  }

  data(bytes: Uint8Array): void {
    const open = this.#file ?? fail();
    expect(bytes.length).toBeGreaterThan(0);
    open.contents = Buffer.concat([open.contents, bytes]);
  }

  endFile(): void {
    const { name, executable, size, contents } = this.#file ?? fail();
    expect(contents.length).toBe(size);
    this.events.push(`endFile ${contents.toString("hex")}`);
    this.#add(name, { kind: "file", executable, contents });
  }

  symlink(name: string, target: string): void {
    this.events.push(`symlink ${name} ${target}`);
    this.#add(name, { kind: "symlink", target });
  }

  #add(name: string, tree: Tree): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = tree;
    else parent.entries.set(name, tree);
  }
}

function fail(): never {
  throw new Error("the reader's events do not fit together");
}

/** Pushes the archive cut at the given places. */
function read(nar: Buffer, cuts: readonly number[] = []): Recorder {
  const recorder = new Recorder();
  const reader = new NarReader(recorder);
  const places = [0, ...cuts.toSorted((a, b) => a - b), nar.length];
  for (let i = 1; i < places.length; i++) reader.push(nar.subarray(places[i - 1], places[i]));
  reader.end();
  return recorder;
}

const SMALL = folder({
  bin: folder({ hello: file("#!/bin/sh\n", true) }),
  empty: file(),
  lib: symlink("/nix/store/x/lib"),
});

test("a reader tells what is in an archive, in its order", () => {
  expect(read(narOf(SMALL)).events).toEqual([
    "directory ",
    "directory bin",
    "file hello true 10",
    "endFile 23212f62696e2f73680a",
    "endDirectory",
    "file empty false 0",
    "endFile ",
    "symlink lib /nix/store/x/lib",
    "endDirectory",
  ]);
});

test("the root may be a file or a symlink", () => {
  expect(read(narOf(file("x"))).root).toEqual(file("x"));
  expect(read(narOf(symlink("x"))).root).toEqual(symlink("x"));
});

test("every tree is read as it was written", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      expect(read(narOf(tree)).root).toEqual(tree);
    }),
  );
});

test("however the bytes are cut into pieces, the events are the same", () => {
  const nar = narOf(SMALL);
  const whole = read(nar).events;
  for (let cut = 0; cut <= nar.length; cut++) expect(read(nar, [cut]).events).toEqual(whole);
  expect(read(nar, Array.from(nar.keys())).events).toEqual(whole);
  fc.assert(
    fc.property(trees, fc.array(fc.nat(), { maxLength: 12 }), (tree, places) => {
      const bytes = narOf(tree);
      const cuts = places.map((place) => place % (bytes.length + 1));
      expect(read(bytes, cuts).events).toEqual(read(bytes).events);
    }),
  );
});

test("an archive that is cut short anywhere is refused", () => {
  const nar = narOf(SMALL);
  for (let length = 0; length < nar.length; length++) {
    expect(() => read(nar.subarray(0, length))).toThrow("the archive is cut short");
  }
});

test("one changed byte is refused or changes the tree", () => {
  const nar = narOf(SMALL);
  const { events } = read(nar);
  fc.assert(
    fc.property(fc.nat(nar.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
      const changed = Buffer.from(nar);
      changed[place] = (changed[place] ?? 0) ^ mask;
      let changedEvents: readonly string[];
      try {
        changedEvents = read(changed).events;
      } catch (error) {
        expect(error).toBeInstanceOf(NarError);
        return;
      }
      expect(changedEvents).not.toEqual(events);
    }),
    { numRuns: 1000 },
  );
});

test("a file is passed on piece by piece and never held", () => {
  const pieces: number[] = [];
  const reader = new NarReader({
    directory() {},
    endDirectory() {},
    file() {},
    data: (bytes) => pieces.push(bytes.length),
    endFile() {},
    symlink() {},
  });
  const nar = narOf(file(Buffer.alloc(100_000)));
  for (let at = 0; at < nar.length; at += 1000) reader.push(nar.subarray(at, at + 1000));
  reader.end();
  expect(pieces).toHaveLength(101);
  expect(Math.max(...pieces)).toBe(1000);
});

test("255 bytes of name, 4095 of target and 256 folders deep are allowed", () => {
  let deep: Tree = file();
  for (let depth = 0; depth < 256; depth++) deep = folder({ d: deep });
  for (const tree of [folder({ ["n".repeat(255)]: file() }), symlink("t".repeat(4095)), deep]) {
    expect(read(narOf(tree)).root).toEqual(tree);
  }
});

const entry = (name: string, node: readonly NarPart[] = partsOf(file())): NarPart[] => [
  "entry",
  "(",
  "name",
  name,
  "node",
  ...node,
  ")",
];
const inFolder = (...parts: NarPart[]): NarPart[] => ["nix-archive-1", "(", "type", "directory", ...parts, ")"];
const root = (...parts: NarPart[]): NarPart[] => ["nix-archive-1", ...parts];

/** A folder in a folder … without the ends. */
const TOO_DEEP = Array.from({ length: 257 }, () => [
  "(",
  "type",
  "directory",
  "entry",
  "(",
  "name",
  "d",
  "node",
]).flat();

/** Padding that is not zero behind "(". */
const BAD_PADDING = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0x28, 0, 0, 0, 0, 0, 0, 1]);

const HUGE = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]);

test.each<[string, NarPart[], string]>([
  ["another magic", ["nix-archive-2"], "not a Nix archive, it does not start with nix-archive-1"],
  ["a word that is too long", ["x".repeat(33)], "a word of 33 bytes, more than 32"],
  ["bytes after its end", [...root(...partsOf(file())), Buffer.of(0)], "bytes follow the end of the archive"],
  [
    "a second archive after its end",
    [...root(...partsOf(file())), ...root(...partsOf(file()))],
    "bytes follow the end",
  ],
  ["padding that is not zero", root(BAD_PADDING), "padding that is not zero"],
  [
    "file padding that is not zero",
    root("(", "type", "regular", "contents", Buffer.from([...encodeString(Buffer.from("x")).subarray(0, -1), 1]), ")"),
    "padding that is not zero",
  ],
  ["an unknown type", root("(", "type", "socket", ")"), 'the unknown type "socket"'],
  ["no type", root("(", ")"), '")" where "type" is due'],
  ["a file without contents", root("(", "type", "regular", ")"), '")" where "contents" is due'],
  [
    "an executable flag with a value",
    root("(", "type", "regular", "executable", "yes", "contents", ""),
    '"yes" where "" is due',
  ],
  [
    "an executable flag twice",
    root("(", "type", "regular", "executable", "", "executable", ""),
    '"executable" where "contents" is due',
  ],
  [
    "an executable flag behind the contents",
    root("(", "type", "regular", "contents", "", "executable", "", ")"),
    '"executable" where ")" is due',
  ],
  ["a file of more than 2^53 bytes", root("(", "type", "regular", "contents", HUGE), "a file is larger than can be"],
  ["a symlink without target", root("(", "type", "symlink", ")"), '")" where "target" is due'],
  ["a symlink with an empty target", root(...partsOf(symlink(""))), "a symlink without a target"],
  ["a symlink target with NUL", root(...partsOf(symlink("a\0b"))), "a symlink target with a NUL byte"],
  [
    "a symlink target that is too long",
    root(...partsOf(symlink("t".repeat(4096)))),
    "a target of 4096 bytes, more than 4095",
  ],
  ["an empty name", inFolder(...entry("")), 'the name "" is empty'],
  ["the name .", inFolder(...entry(".")), 'the name "." leads out of its folder'],
  ["the name ..", inFolder(...entry("..")), 'the name ".." leads out of its folder'],
  ["a name with a slash", inFolder(...entry("../x")), 'the name "../x" has a slash'],
  ["a name with NUL", inFolder(...entry("a\0")), "has a NUL byte"],
  ["a name that is too long", inFolder(...entry("n".repeat(256))), "a name of 256 bytes, more than 255"],
  ["a name twice", inFolder(...entry("a"), ...entry("a")), 'the name "a" comes twice'],
  ["names out of order", inFolder(...entry("b"), ...entry("a")), 'the name "a" comes after "b", unsorted'],
  ["names in another order than bytewise", inFolder(...entry("\xff"), ...entry("a")), "unsorted"],
  [
    "a node before its name",
    inFolder("entry", "(", "node", ...partsOf(file()), "name", "a", ")"),
    '"node" where "name" is due',
  ],
  ["an entry without node", inFolder("entry", "(", "name", "a", ")"), '")" where "node" is due'],
  [
    "another field in an entry",
    inFolder("entry", "(", "name", "a", "node", ...partsOf(file()), "x", ")"),
    '"x" where ")" is due',
  ],
  ["another field in a folder", inFolder("x"), '"x" where "entry" is due'],
  ["folders 257 deep", root(...TOO_DEEP), "folders are nested more than 256 deep"],
])("an archive with %s is refused, in one piece and byte by byte", (_, parts, message) => {
  const nar = encodeParts(parts);
  expect(() => read(nar)).toThrow(message);
  expect(() => read(nar)).toThrow(NarError);
  expect(() => read(nar, Array.from(nar.keys()))).toThrow(message);
});

test("an error has the offset and the path inside the archive", () => {
  const latin1 = Buffer.from("ä").toString("latin1");
  const nar = encodeParts(inFolder(...entry(latin1, inFolder(...entry("x"), ...entry("..")).slice(1))));
  const offset = nar.indexOf(encodeString(Buffer.from("..")));
  expect(() => read(nar)).toThrow(`broken archive at byte ${offset}, in /ä: the name ".." leads out of its folder`);
  expect(() => read(nar, Array.from(nar.keys()))).toThrow(`broken archive at byte ${offset}, in /ä:`);
});

test("a string that is too long has the offset where it begins, however the bytes are cut", () => {
  const nar = encodeParts(["nix-archive-1", "(", "type", "x".repeat(33)]);
  const offset = nar.indexOf(encodeString(Buffer.from("x".repeat(33))));
  for (let cut = 0; cut <= offset + 8; cut++) {
    expect(() => read(nar, [cut]), `cut at ${cut}`).toThrow(
      `broken archive at byte ${offset}, in /: a word of 33 bytes`,
    );
  }
});
