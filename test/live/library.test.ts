import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { writeLibraryPackage } from "../../scripts/lib/library-package.ts";
import { docker, dockerOutput, errorIn, temporaryFolder } from "./engine.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DOCS = readFileSync(join(ROOT, "docs/frontend-library.md"), "utf8");
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(DOCS)?.[1] ?? "";

/** The words of the command that bundles a frontend, after its line breaks are taken out. */
const bundling = /\$ npx esbuild ([\s\S]*?)\n\$/.exec(blockOf("console"))?.[1]?.replaceAll("\\\n", " ") ?? "";

it("the frontend of the documentation builds what a build file says, and shows mistakes at their line", async () => {
  const folder = temporaryFolder();
  await writeLibraryPackage(ROOT, join(folder, "node_modules/@decl/buildkit"));
  symlinkSync(join(ROOT, "node_modules/protobufjs"), join(folder, "node_modules/protobufjs"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "frontend.ts"), blockOf("ts"));
  execFileSync("sh", ["-c", `${join(ROOT, "node_modules/.bin/esbuild")} ${bundling}`], { cwd: folder, stdio: "pipe" });
  // This machine has no public base image: decl's own has a Node.
  const dockerfile = blockOf("dockerfile").replace("node:24-slim", "decl/frontend").replace('"node"', '"/bin/node"');
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  await dockerOutput(["buildx", "build", "-q", "--provenance=false", "-t", "live-lines", folder]);

  const run = (text: string, ...options: string[]) => {
    writeFileSync(join(folder, "files.lines"), text);
    return docker(["buildx", "build", "--progress=plain", "-f", join(folder, "files.lines"), ...options, folder]);
  };
  const built = await run("# syntax=live-lines\n/greeting Hello!\n", "-o", join(folder, "out"));
  expect(built.code, built.output).toBe(0);
  expect(readFileSync(join(folder, "out/greeting"), "utf8")).toBe("Hello!\n");

  const wrong = await run("# syntax=live-lines\n\ngreeting\n");
  expect(errorIn(wrong)).toBe("files.lines:3:1: a line is a path, a space and a text");
  expect(wrong.output).toContain("   3 | >>> greeting");
  await dockerOutput(["rmi", "live-lines"]);
});
