import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { type RawName, rawPath } from "../../nix/nar/name.ts";
import { SOURCE_DATE } from "./environment.ts";

/** A copy that can be written to, all of one time: programs write it into what they make. */
export function copySource(source: RawName, target: RawName): void {
  const [from, to] = [rawPath(source), rawPath(target)]; // names of files are bytes
  const stat = lstatSync(from);
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from, { encoding: "buffer" }), to);
  else if (stat.isDirectory()) {
    mkdirSync(to, { recursive: true, mode: 0o755 });
    for (const name of readdirSync(from, { encoding: "latin1" })) copySource(`${source}/${name}`, `${target}/${name}`);
    utimesSync(to, SOURCE_DATE, SOURCE_DATE);
  } else {
    copyFileSync(from, to);
    utimesSync(to, SOURCE_DATE, SOURCE_DATE);
    chmodSync(to, (stat.mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
