import { expect, test } from "vitest";
import { ask, base64 } from "./ask.ts";

const HELLO = "export default ({ pkgs, args }) => ({\n  environment: { systemPackages: [pkgs[args.TOOL]] },\n});\n";

test("a declaration without a mistake has no warning, and its packages are only looked up", async () => {
  const answer = await ask("frontend.lint", {
    files: { "web.ts": HELLO },
    options: { "build-arg:TOOL": "hello" },
    packages: ["hello"],
  });
  expect(answer.json).toEqual({
    warnings: [],
    sources: [{ filename: "web.ts", language: "TypeScript", data: base64(HELLO) }],
  });
  expect(answer).toMatchObject({ statusCode: "0", version: "1.0.0", text: "Check complete, no warnings found.\n" });
  expect(answer.solves).toBe(3); // the build file, the lock file and the name table
});

test("the target of a lock file checks all images of the file", async () => {
  const text = `import { images } from "decl";
export default images({ web: {}, worker: ({ args }) => ({ image: { nmae: args.NAME } }) });`;
  const options = { target: "lock", "build-arg:NAME": "x" };
  const { json } = await ask("frontend.lint", { files: { "web.ts": text }, options });
  expect(json.buildError.message).toContain('there is no option "image.nmae"');
  const right = await ask("frontend.lint", { files: { "web.ts": text.replace("nmae", "name") }, options });
  expect(right).toMatchObject({ statusCode: "0", text: "Check complete, no warnings found.\n" });
});

test("no package set is asked for where no package is named", async () => {
  const { statusCode, solves } = await ask("frontend.lint", { files: { "web.json": '{ "image": {} }' } });
  expect([statusCode, solves]).toEqual(["0", 2]);
});

test("a mistake is the build error, at the place of the first one that has a place", async () => {
  const { json, statusCode, text } = await ask("frontend.lint", {
    files: { "web.ts": HELLO.replace("environment", "enviroment") },
    options: { "build-arg:TOOL": "hello" },
  });
  expect(json).toMatchObject({
    warnings: [],
    buildError: {
      message: 'web.ts:2:3: there is no option "enviroment"\n  hint: did you mean "environment"?',
      location: {
        sourceIndex: 0,
        ranges: [{ start: { line: 2, character: 2 }, end: { line: 2, character: 12 } }],
      },
    },
  });
  expect([statusCode, text]).toEqual(["1", `ERROR: ${json.buildError.message}\n`]);
});

test("a mistake in an imported file points into that file", async () => {
  const { json } = await ask("frontend.lint", {
    files: { "web.ts": 'import { name } from "./name.ts";\nexport default { image: { name } };', "name.ts": "export" },
  });
  expect(json.buildError.message).toMatch(/^name\.ts:1:/);
  const missing = await ask("frontend.lint", {
    files: {
      "web.ts": 'import { name } from "./name.ts";\nexport default { image: { name } };',
      "name.ts": "export const name = null.x;",
    },
  });
  expect(missing.json.buildError.location.sourceIndex).toBe(1);
  expect(missing.json.sources.map(({ filename }: { filename: string }) => filename)).toEqual(["web.ts", "name.ts"]);
});

test("a mistake without a place has no location", async () => {
  const { json } = await ask("frontend.lint", { files: { "web.ts": HELLO }, options: { "build-arg:TOOL": "hello" } });
  expect(json.buildError).toEqual({ message: expect.stringContaining("cannot be had: github.com cannot be read") });
});

test("a build argument that is never read is a warning", async () => {
  const { json, statusCode, text } = await ask("frontend.lint", {
    files: { "web.ts": "export default ({ args }) => ({ image: { name: args.NAME } });" },
    options: { "build-arg:NAEM": "x" },
  });
  const detail = '--build-arg NAEM is given and the declaration never reads it\n  hint: did you mean "NAME"?';
  expect(json.warnings).toEqual([
    { ruleName: "UnreadArgument", url: "", detail, location: { sourceIndex: -1, ranges: [] } },
  ]);
  expect([statusCode, text]).toEqual(["1", `WARNING: UnreadArgument\n${detail}\n`]);
});

test("an argument that one of the platforms reads is read", async () => {
  const { json } = await ask("frontend.lint", {
    files: {
      "web.ts": `export default ({ args, platform }) =>
        ({ image: { name: platform.architecture === "arm64" ? args.NAME : "x" } });`,
    },
    options: { "build-arg:NAME": "x", platform: "linux/amd64,linux/arm64" },
  });
  expect(json.warnings).toEqual([]);
});
