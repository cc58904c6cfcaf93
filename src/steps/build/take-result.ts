import { lstatSync, writeFileSync } from "node:fs";
import { ReferenceScan } from "../../nix/reference-scan.ts";
import { sizeText } from "../../text/size-text.ts";
import { foreignPrograms } from "../elf/foreign-programs.ts";
import { HelperFailure } from "../helper/failure.ts";
import type { Report } from "../helper/program.ts";
import { layOut } from "../realise/lay-out.ts";
import { FACTS } from "../realise/spec.ts";
import type { BuildSpec } from "./spec.ts";

/**
 * Makes the store path of what a script has left, and says what it is and refers to. Needs a umask of 0.
 *
 * @param from where it has left it
 * @throws HelperFailure where there is nothing, or what no archive can hold
 */
export function takeResult(
  { path, store, output, facts }: Pick<BuildSpec, "path" | "store" | "output" | "facts">,
  from: string,
  report: Report,
): void {
  if (lstatSync(from, { throwIfNoEntry: false }) === undefined) {
    throw new HelperFailure("its script has made nothing: what it makes belongs to $out");
  }
  const scan = new ReferenceScan([path, ...store].map(({ hashPart }) => hashPart));
  const { narHash, narSize } = layOut(path, output, from, (piece) => scan.push(piece));
  const references = [path, ...store].filter(({ hashPart }) => scan.found.has(hashPart)).map((one) => one.path);
  const foreign = foreignPrograms(from, path.path);
  const result = { path: path.path, narHash, narSize, references, ...(foreign.length === 0 ? {} : { foreign }) };
  writeFileSync(facts + FACTS, JSON.stringify([result]));
  report(`${path.path} ${sizeText(narSize)}`);
}
