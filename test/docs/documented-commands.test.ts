import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commandBlocks, DOCUMENTS, indentedCommands } from "./documented-commands.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** The tests that run the commands of a page, read from it. */
const RUN_BY: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["test/live/documented-commands.test.ts"],
  "docs/ci.md": ["test/live/documented-commands.test.ts", "test/live/bake.test.ts"],
  "docs/packages.md": ["test/live/documented-commands.test.ts"],
  "docs/frontend-library.md": ["test/live/library.test.ts"],
  "docs/npm.md": ["test/editors/npm-package.test.ts"],
};

/** What nobody can try: it tells all the world of a release. */
const BY_HAND = [
  'npm version 1.2.3 --no-git-tag-version && git commit -am "Version 1.2.3" && git tag v1.2.3 && git push --tags',
];

describe.each(DOCUMENTS)("the commands of %s", (document) => {
  const blocks = commandBlocks(document);
  const shown = [...blocks.flatMap(({ commands }) => commands.map(({ text }) => text)), ...indentedCommands(document)];
  const all = shown.filter((text) => !BY_HAND.includes(text));

  it("are run by a test that reads them", () => {
    const tests = RUN_BY[document] ?? [];
    expect(tests.length > 0 || all.length === 0, all.join("\n")).toBe(true);
    for (const test of tests) expect(readFileSync(join(ROOT, test), "utf8")).toContain(document.replace("docs/", ""));
  });

  it("are scripts of this package where they are npm's", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    const names = [...scriptsIn(all.join("\n")), ...scriptsIn(readFileSync(join(ROOT, document), "utf8"))];
    for (const name of names) expect(Object.keys(scripts)).toContain(name);
  });
});

const scriptsIn = (text: string): string[] =>
  Array.from(text.matchAll(/\bnpm (?:run (\w+)|(test)\b)/g), ([, run, test]) => run ?? test ?? "");
