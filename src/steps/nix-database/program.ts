import {
  chmodSync,
  chownSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { programOf } from "../helper/program.ts";
import { MTIME } from "../helper/restore.ts";
import { type NixDatabaseSpec, nixDatabaseSpec, type ValidPath } from "./spec.ts";

export const program = programOf(nixDatabaseSpec, writeNixDatabase);

/** The version of the schema below, which Nix reads from a file beside the database. */
const SCHEMA_VERSION = "10";

/** NixOS/nix: src/libstore/schema.sql. Nix adds what a newer version has beside it. */
const SCHEMA = `
create table ValidPaths (
    id               integer primary key autoincrement not null,
    path             text unique not null,
    hash             text not null, -- base16 representation
    registrationTime integer not null,
    deriver          text,
    narSize          integer,
    ultimate         integer, -- null implies "false"
    sigs             text, -- space-separated
    ca               text -- if not null, an assertion that the path is content-addressed; see ValidPathInfo
);
create table Refs (
    referrer  integer not null,
    reference integer not null,
    primary key (referrer, reference),
    foreign key (referrer) references ValidPaths(id) on delete cascade,
    foreign key (reference) references ValidPaths(id) on delete restrict
);
create index IndexReferrer on Refs(referrer);
create index IndexReference on Refs(reference);
create trigger DeleteSelfRefs before delete on ValidPaths
  begin
    delete from Refs where referrer = old.id and reference = old.id;
  end;
create table DerivationOutputs (
    drv  integer not null,
    id   text not null, -- symbolic output id, usually "out"
    path text not null,
    primary key (drv, id),
    foreign key (drv) references ValidPaths(id) on delete cascade
);
create index IndexDerivationOutputs on DerivationOutputs(path);
`;

/** The folders that Nix would make when it first runs (NixOS/nix: src/libstore/local-store.cc), and who may write there. */
const FOLDERS: Readonly<Record<string, number>> = {
  "/nix": 0o755,
  "/nix/store": 0o755,
  "/nix/store/.links": 0o755,
  "/nix/var": 0o755,
  "/nix/var/nix": 0o755,
  "/nix/var/nix/db": 0o755,
  "/nix/var/nix/gcroots": 0o755,
  "/nix/var/nix/gcroots/auto": 0o755,
  "/nix/var/nix/gcroots/decl": 0o755,
  "/nix/var/nix/gcroots/per-user": 0o755,
  "/nix/var/nix/profiles": 0o755,
  "/nix/var/nix/profiles/per-user": 0o755,
  "/nix/var/nix/profiles/per-user/root": 0o755,
  "/nix/var/nix/temproots": 0o755,
  "/nix/var/nix/userpool": 0o755,
  "/nix/var/nix/userpool2": 0o755,
  "/nix/var/nix/daemon-socket": 0o755,
  "/nix/var/log": 0o755,
  "/nix/var/log/nix": 0o755,
  "/nix/var/log/nix/drvs": 0o755,
};

/**
 * Writes the state of a Nix whose store has exactly these paths: what `nix-store --load-db` would do in a container, for any
 * platform and with the same bytes every time.
 */
export function writeNixDatabase(spec: NixDatabaseSpec, report: (line: string) => void): void {
  process.umask(0);
  for (const [path, mode] of Object.entries(FOLDERS)) mkdirSync(spec.output + path, { recursive: true, mode });
  const db = `${spec.output}/nix/var/nix/db`;
  fillDatabase(`${db}/db.sqlite`, spec.paths);
  writeFileSync(`${db}/schema`, SCHEMA_VERSION, { mode: 0o644 });
  for (const root of spec.roots) {
    const link = `${spec.output}/nix/var/nix/gcroots/decl/${root.slice(root.lastIndexOf("/") + 1)}`;
    symlinkSync(root, link);
    lutimesSync(link, MTIME, MTIME);
  }
  const { uid, gid } = spec;
  for (const file of readdirSync(db)) {
    chownSync(`${db}/${file}`, uid, gid);
    utimesSync(`${db}/${file}`, MTIME, MTIME);
  }
  for (const path of Object.keys(FOLDERS)) if (path !== "/nix") chownSync(spec.output + path, uid, gid);
  if (uid === 0 && spec.buildGroup !== 0) {
    // The sticky bit and the group let builders add to the store, and not remove from it.
    chownSync(`${spec.output}/nix/store`, 0, spec.buildGroup);
    chmodSync(`${spec.output}/nix/store`, 0o1775);
  }
  for (const path of Object.keys(FOLDERS).sort().reverse()) utimesSync(spec.output + path, MTIME, MTIME);
  report(`${spec.paths.length} store paths in the Nix database`);
}

/** Row for row in one order, so that the file has the same bytes every time. */
function fillDatabase(file: string, paths: readonly ValidPath[]): void {
  const database = new DatabaseSync(file);
  try {
    // Nothing is lost when the step breaks off: its output is thrown away then.
    database.exec("pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = on;");
    database.exec(SCHEMA);
    database.exec("begin");
    const addPath = database.prepare(
      "insert into ValidPaths (path, hash, registrationTime, deriver, narSize, sigs, ca) values (?, ?, ?, ?, ?, ?, ?)",
    );
    const ids = new Map<string, number | bigint>();
    for (const { path, narHash, narSize, deriver = null, signatures, ca = null } of paths) {
      const sigs = signatures.length === 0 ? null : signatures.join(" ");
      ids.set(path, addPath.run(path, narHash, MTIME, deriver, narSize, sigs, ca).lastInsertRowid);
    }
    const addReference = database.prepare("insert into Refs (referrer, reference) values (?, ?)");
    for (const { path, references } of paths) {
      for (const reference of references) addReference.run(ids.get(path) ?? null, ids.get(reference) ?? null);
    }
    database.exec("commit");
  } finally {
    database.close();
  }
}
