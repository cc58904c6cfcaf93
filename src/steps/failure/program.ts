import { existsSync, readFileSync } from "node:fs";
import { programOf } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import { failureSpec } from "./spec.ts";

export const program = programOf(failureSpec, ({ file, output }) => {
  writeResult(output, { reason: existsSync(file) ? readFileSync(file, "utf8") : undefined });
});
