import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import "./lib/text-imports.ts";

// Loaded when texts of files can be imported.
const { generatedFiles } = await import("./lib/generated-files.ts");

/**
 * Writes what is generated from the code: types for editors, the JSON Schemas, the references of options and of services.
 * `--check` writes nothing and fails when a file is not current.
 */
const check = process.argv.includes("--check");
const stale: string[] = [];
mkdirSync("docs", { recursive: true });
for (const [file, text] of Object.entries(generatedFiles())) {
  const current = readOrNothing(file);
  if (current === text) continue;
  stale.push(file);
  if (!check) writeFileSync(file, text);
}
if (check && stale.length > 0) {
  console.error(`not current: ${stale.join(", ")} (run \`npm run generate\`)`);
  process.exitCode = 1;
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
