import { existsSync, readFileSync, statSync } from "node:fs";
import { withTree } from "../archive/packed-tree.ts";
import { programOf, type Report } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import type { Picked } from "./picked.ts";
import { type PickSpec, pickSpec } from "./spec.ts";

export const program = programOf(pickSpec, async (spec, report) => writeResult(spec.output, await pick(spec, report)));

/** Reads a few files of an archive, for what has to be known before all of it is used. */
function pick({ tree, files }: PickSpec, report: Report): Promise<Picked> {
  return withTree(tree, report, async () => {
    const there = files.filter((file) => isFile(`${tree.target}/${file}`));
    return { files: Object.fromEntries(there.map((file) => [file, readFileSync(`${tree.target}/${file}`, "utf8")])) };
  });
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
