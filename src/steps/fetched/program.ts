import { writeFileSync } from "node:fs";
import { sizeText } from "../../text/size-text.ts";
import { programOf } from "../helper/program.ts";
import { layOut } from "../realise/lay-out.ts";
import { FACTS } from "../realise/spec.ts";
import { fetchedSpec } from "./spec.ts";

/** Makes a store path of a file that has been fetched. */
export const program = programOf(fetchedSpec, ({ source, path, ca, output, facts }, report) => {
  process.umask(0);
  const { narHash, narSize } = layOut(path, output, source);
  writeFileSync(facts + FACTS, JSON.stringify([{ path: path.path, narHash, narSize, references: [], ca }]));
  report(`${path.path} ${sizeText(narSize)}`);
});
