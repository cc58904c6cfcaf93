import { rename, rm, writeFile } from "node:fs/promises";
import { UsageError } from "./usage-error.ts";

/**
 * Whoever reads the file meanwhile sees the old one or the new one; a link is replaced, and what it leads to stays as it is. Throws a
 * UsageError.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
