import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { evaluateImages } from "../../src/build/evaluate-images.ts";
import { readDeclarationFile } from "../../src/cli/declaration-file.ts";
import { plan } from "../../src/cli/plan.ts";
import { mentionedNames } from "../../src/plan/packages.ts";
import { parsePlatform } from "../../src/value/platform.ts";

const IMAGES = resolve(import.meta.dirname, "../../images");
const OPTIONS = { args: {}, target: "", platforms: ["linux/amd64", "linux/arm64"].map(parsePlatform), json: true };

/** What there is of an image before its packages are known: files, users, units, configuration; and the packages that it names. */
async function promised(file: string) {
  const declaration = await (await readDeclarationFile(join(IMAGES, file))).open();
  const plans = await plan(declaration, OPTIONS, undefined);
  const { images } = evaluateImages(OPTIONS, declaration);
  const packages = [...new Set(images.flatMap(({ content }) => mentionedNames(content)))].sort().join(" ");
  return { plan: createHash("sha256").update(JSON.stringify(plans)).digest("hex"), packages };
}

/** docs/releases.md promises what stays of them; scripts/promise.ts compares this file with the last release's. */
it("what decl itself puts into the images of the examples is known, and the packages that it takes", async () => {
  const files = readdirSync(IMAGES).filter((name) => /\.(?:ts|json)$/.test(name) && name !== "tsconfig.json");
  const all: Record<string, unknown> = {};
  for (const file of files.sort()) all[file] = await promised(file);
  await expect(`${JSON.stringify(all, null, 2)}\n`).toMatchFileSnapshot("images.json");
}, 120_000);
