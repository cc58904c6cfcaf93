import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askDerivations } from "../../../src/steps/evaluate/ask-derivations.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";

let dir: string;
let output: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-derivations-"));
  output = join(dir, "out");
  mkdirSync(output);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;
const base = (name: string) => path(name).slice("/nix/store/".length);
const hash = (digit: string) => `sha256:${digit.repeat(64)}`;

interface Row {
  readonly path: string;
  readonly hash: string;
  readonly narSize: number;
  readonly ca?: string;
  readonly references: readonly string[];
}

/** What Nix leaves of a store after it has evaluated: the files below `nix/store`, and its database of them. */
function store(files: Readonly<Record<string, string>>, rows: readonly Row[]): string {
  const root = join(dir, "store");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, "nix/store", name)), { recursive: true });
    writeFileSync(join(root, "nix/store", name), text);
  }
  mkdirSync(join(root, "nix/store/.links"), { recursive: true });
  mkdirSync(join(root, "nix/var/nix/db"), { recursive: true });
  const database = new DatabaseSync(join(root, "nix/var/nix/db/db.sqlite"));
  database.exec(`pragma journal_mode = wal;
    create table ValidPaths (id integer primary key, path text, hash text, narSize integer, ca text);
    create table Refs (referrer integer, reference integer);`);
  const add = database.prepare("insert into ValidPaths (path, hash, narSize, ca) values (?, ?, ?, ?)");
  for (const row of rows) add.run(row.path, row.hash, row.narSize, row.ca ?? null);
  const refer = database.prepare(
    "insert into Refs select a.id, b.id from ValidPaths a, ValidPaths b where a.path = ? and b.path = ?",
  );
  for (const row of rows) for (const reference of row.references) refer.run(row.path, reference);
  database.close();
  return root;
}

/** A program in place of nix-instantiate, which leaves a store and says something, or fails. It keeps its arguments. */
function fakeNix(from: string, ends: { readonly says?: unknown; readonly fails?: string }): string {
  const nix = join(dir, "nix-instantiate");
  writeFileSync(
    nix,
    `#!${process.execPath}
const { cpSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
writeFileSync(${JSON.stringify(join(dir, "args"))}, JSON.stringify(args));
cpSync(${JSON.stringify(from)}, args[args.indexOf("--store") + 1], { recursive: true });
process.stdout.write(${JSON.stringify(JSON.stringify(ends.says ?? null))});
process.stderr.write(${JSON.stringify(ends.fails ?? "")});
process.exitCode = ${ends.fails === undefined ? 0 : 1};
`,
    { mode: 0o755 },
  );
  return nix;
}

const ask = (nix: string) =>
  askDerivations({ nix, expression: "/request/evaluate.nix", request: "/request/request.json", scratch: dir }, output);

const SYSTEMS = { "x86_64-linux": { hello: path("hello.drv"), broken: null } };
const FILES = {
  [base("hello.drv")]: 'Derive("hello ü")',
  [base("glibc.drv")]: 'Derive("glibc")',
  [base("builder.sh")]: "echo",
  [`${base("src")}/main.c`]: "int main;",
};
const ROWS: readonly Row[] = [
  { path: path("src"), hash: hash("a"), narSize: 120, references: [] },
  { path: path("hello.drv"), hash: hash("b"), narSize: 400, references: [path("glibc.drv"), path("src")] },
  { path: path("glibc.drv"), hash: hash("c"), narSize: 400, references: [] },
  {
    ...{ path: path("builder.sh"), hash: hash("d"), narSize: 5_000_000_000, ca: "text:sha256:x" },
    references: [path("src"), path("builder.sh")],
  },
];

describe("the derivations of names", () => {
  it("are told with the texts of all that they need, and with what evaluation put into the store", async () => {
    expect(await ask(fakeNix(store(FILES, ROWS), { says: SYSTEMS }))).toEqual({
      systems: SYSTEMS,
      files: { [path("hello.drv")]: 'Derive("hello ü")', [path("glibc.drv")]: 'Derive("glibc")' },
      sources: [
        {
          ...{ path: path("builder.sh"), narHash: hash("d"), narSize: 5_000_000_000, ca: "text:sha256:x" },
          references: [path("builder.sh"), path("src")],
        },
        { path: path("src"), narHash: hash("a"), narSize: 120, references: [] },
      ],
    });
  });

  it("leave nothing in the output but those sources", async () => {
    mkdirSync(join(output, "nix/store", base("of-another-time")), { recursive: true });
    await ask(fakeNix(store(FILES, ROWS), { says: SYSTEMS }));
    expect(readdirSync(join(output, "nix"))).toEqual(["store"]);
    expect(readdirSync(join(output, "nix/store")).sort()).toEqual([base("builder.sh"), base("src")]);
    expect(readFileSync(join(output, "nix/store", base("src"), "main.c"), "utf8")).toBe("int main;");
  });

  it("are written by Nix to a store in the output", async () => {
    await ask(fakeNix(store({}, []), { says: {} }));
    const args: string[] = JSON.parse(readFileSync(join(dir, "args"), "utf8"));
    const at = (name: string) => args.slice(args.indexOf(name), args.indexOf(name) + 2);
    expect(args).toContain("--read-write-mode");
    expect(at("--store")).toEqual(["--store", output]);
    expect(args.slice(-3)).toEqual(["--argstr", "derivations", "wanted"]);
  });

  it("are none where there is no name to ask for", async () => {
    expect(await ask(fakeNix(store({}, []), { says: {} }))).toEqual({ systems: {}, files: {}, sources: [] });
  });

  it("cannot be told where the package set cannot be evaluated: Nix says why", async () => {
    const nix = fakeNix(store(FILES, ROWS), { fails: "error: undefined variable 'x'\n" });
    expect(await ask(nix)).toEqual({ systems: {}, files: {}, sources: [], error: "error: undefined variable 'x'" });
  });

  it("cannot be asked for where Nix cannot be run", async () => {
    const nix = join(dir, "nowhere");
    await expect(ask(nix)).rejects.toThrow(HelperFailure);
    await expect(ask(nix)).rejects.toThrow(`${nix} cannot be run: spawn ${nix} ENOENT`);
    expect(existsSync(join(output, "nix"))).toBe(false);
  });
});
