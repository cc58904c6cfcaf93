import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Puts beside the command `decl` what removes types where Node does not do it itself, before 22.13. */
export function copyAmaro(folder: string): void {
  const file = createRequire(import.meta.url).resolve("amaro");
  copyFileSync(file, join(folder, "amaro.cjs"));
  copyFileSync(join(file, "../LICENSE"), join(folder, "amaro.LEGAL.txt"));
}
