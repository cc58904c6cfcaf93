import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

// In a process of its own: nothing can be stripped any more where a text was nested too deeply for that.
const SCRIPT = `
import { loadDeclaration } from "${import.meta.resolve("../../src/declaration/load.ts")}";
import { printDiagnostic } from "${import.meta.resolve("../../src/text/diagnostic.ts")}";
const depth = 20_000;
const text = \`const a: number = \${"(".repeat(depth)}1\${")".repeat(depth)};\\nexport default { a };\\n\`;
await loadDeclaration("image.ts", text, async () => new Map()).catch((error) => {
  console.log(error.diagnostics.map(printDiagnostic).join("\\n"));
});
`;

it("a declaration with types that is nested too deeply is told so", () => {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", SCRIPT], { encoding: "utf8" });
  expect(stdout).toBe(
    "image.ts:1:1: brackets are nested too deeply in this file\n  hint: no option needs that: is a bracket that closes missing?\n",
  );
});
