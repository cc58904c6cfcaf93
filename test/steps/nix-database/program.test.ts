import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeNixDatabase } from "../../../src/steps/nix-database/program.ts";

const path = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;
const hash = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const PATHS = [
  { path: path("glibc"), narHash: hash("a"), narSize: 10, references: [path("glibc")], signatures: [] },
  {
    path: path("hello"),
    narHash: hash("b"),
    narSize: 20,
    references: [path("glibc")],
    signatures: ["k1:AAAA", "k2:BBBB"],
    deriver: path("hello.drv"),
    ca: "fixed:sha256:x",
  },
];

let output: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "decl-nix-"));
});
afterEach(() => rmSync(output, { recursive: true, force: true }));

// Owners can be given away by root alone; as another user the files stay our own.
const { uid = 0, gid = 0 } = { uid: process.getuid?.(), gid: process.getgid?.() };

function write(folder: string, buildGroup = gid) {
  writeNixDatabase({ paths: PATHS, roots: [path("hello")], buildGroup, uid, gid, output: folder }, () => {});
}

describe("the Nix database", () => {
  it("has a row for each path and for each reference, its own included", () => {
    write(output);
    const database = new DatabaseSync(join(output, "nix/var/nix/db/db.sqlite"));
    const rows = database.prepare("select * from ValidPaths order by id").all();
    const references = database.prepare("select referrer, reference from Refs order by referrer, reference").all();
    database.close();
    expect(rows).toEqual([
      expect.objectContaining({
        id: 1,
        path: path("glibc"),
        hash: hash("a"),
        registrationTime: 1,
        deriver: null,
        narSize: 10,
        ultimate: null,
        sigs: null,
        ca: null,
      }),
      expect.objectContaining({
        id: 2,
        path: path("hello"),
        hash: hash("b"),
        deriver: path("hello.drv"),
        sigs: "k1:AAAA k2:BBBB",
        ca: "fixed:sha256:x",
      }),
    ]);
    expect(references.map((row) => Object.values(row))).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(readFileSync(join(output, "nix/var/nix/db/schema"), "utf8")).toBe("10");
  });

  it("has the same bytes every time, and nothing beside it", () => {
    const bytes = ["a", "b"].map((name) => {
      write(join(output, name));
      return readFileSync(join(output, name, "nix/var/nix/db/db.sqlite"));
    });
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it("protects what the image is made of from the garbage collector", () => {
    write(output);
    expect(readlinkSync(join(output, `nix/var/nix/gcroots/decl/${"0".repeat(32)}-hello`))).toBe(path("hello"));
  });

  it("times are 1 s after 1970, and builders may add to the store", () => {
    write(output, uid === 0 ? 30_000 : 0);
    const stat = lstatSync(join(output, "nix/store"));
    expect(stat.mode & 0o7777).toBe(uid === 0 ? 0o1775 : 0o755);
    if (uid === 0) expect(stat.gid).toBe(30_000);
    for (const name of ["nix", "nix/store", "nix/var/nix/db", "nix/var/nix/db/db.sqlite", "nix/var/nix/gcroots/decl"]) {
      expect(lstatSync(join(output, name)).mtimeMs).toBe(1000);
    }
  });

  it("a reference to a path that is not there is an error, not a broken database", () => {
    const [, hello] = PATHS;
    if (hello === undefined) throw new Error("there are two");
    expect(() => writeNixDatabase({ paths: [hello], roots: [], buildGroup: gid, uid, gid, output }, () => {})).toThrow(
      /NOT NULL constraint failed/,
    );
  });
});
