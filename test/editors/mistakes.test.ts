import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KINDS, kindNames } from "../../src/cli/first-declaration.ts";
import { RIGHT, WRONG } from "./declarations.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const IMPORTS = `import { build, context, image, images, lib, module, nix, storePath } from "decl";
import type { Module, ModuleArguments, Options } from "decl";
`;

/** The TypeScript of this folder, and the one that compiles decl. */
const VERSIONS = { "TypeScript 5.9": import.meta.filename, "TypeScript 7": join(ROOT, "package.json") };

const folder = mkdtempSync(join(tmpdir(), "decl-editors-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What README.md says a `tsconfig.json` beside declarations has, without a browser's library, which takes most of the time. */
const [, config = ""] =
  /```json\n(\s*\{\s*"compilerOptions"[\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
const { compilerOptions } = JSON.parse(config.replaceAll("/path/to/decl", ROOT)) as { compilerOptions: object };
const quick = { lib: ["ES2024"], types: [], skipLibCheck: true };
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({ compilerOptions: { ...compilerOptions, ...quick }, files: [] }),
);

/** A declaration, alone or with the files that it imports, as a program of its own. */
interface Program {
  readonly title: string;
  readonly files: readonly string[];
}

const programs: Program[] = [];
function program(title: string, text: string): Program {
  const place = join(folder, String(programs.length));
  mkdirSync(place);
  const texts = filesIn(text);
  for (const [name, own] of texts) writeFileSync(join(place, name), own);
  return { ...written(title, join(place, "image.ts")), files: Array.from(texts, ([name]) => join(place, name)) };
}
/** A text is image.ts, and each other file begins with a line that has its name: `// users.ts`. */
function filesIn(text: string): (readonly [name: string, text: string])[] {
  const [image = "", ...others] = text.split(/^\/\/ (\S+\.(?:ts|json))\n/m);
  const named = others.flatMap((name, index) => (index % 2 === 0 ? [[name, others[index + 1] ?? ""] as const] : []));
  return [["image.ts", image], ...named];
}
function written(title: string, file: string): Program {
  const place = join(folder, String(programs.length));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ extends: "../tsconfig.json", files: [file] }));
  const made = { title, files: [file] };
  programs.push(made);
  return made;
}

const MARK = /▸/g;
const wrong = Object.entries(WRONG).map(([title, [text, message]]) => ({
  ...program(title, IMPORTS + text.replace(MARK, "")),
  message,
  places: placesOf(IMPORTS + text),
}));
const right = [
  ...Object.entries(RIGHT).map(([title, text]) => program(title, IMPORTS + text)),
  ...["README.md", ...globSync("docs/*.md", { cwd: ROOT })].flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/^ *```ts[^\n]*\n([\s\S]*?)^ *```/gm)]
      .map(([, text = ""]) => text)
      .filter((text) => /^ *import .* from "decl"/m.test(text) && !/from "\.\//.test(text))
      .map((text, index) => program(`${file}, declaration ${index + 1}`, text)),
  ),
  ...kindNames.map((kind) =>
    program(`what decl new writes: ${kind}`, KINDS[kind].text({ name: "web", has: () => false })),
  ),
  ...globSync(["images/*.ts", "images/composed/image.ts"], { cwd: ROOT }).map((file) =>
    written(file, join(ROOT, file)),
  ),
];

/** Files, lines and columns of the marks, from 1. */
function placesOf(whole: string): string[] {
  return filesIn(whole).flatMap(([name, text]) =>
    text
      .split("\n")
      .flatMap((line, row) =>
        [...line.matchAll(MARK)].map(({ index }, before) => `${name} ${row + 1},${index + 1 - before}`),
      ),
  );
}

/** The version of TypeScript that a file has. */
const versionOf = (from: string): string => createRequire(from)("typescript/package.json").version;

/** The errors of each program, by its file. */
async function errorsOf(from: string): Promise<Map<string, { place: string; message: string }[]>> {
  const tsc = createRequire(from).resolve("typescript/package.json").replace("package.json", "bin/tsc");
  const projects = programs.map((_, index) => join(folder, String(index)));
  const output = await new Promise<string>((done) => {
    const args = [tsc, "-b", "--pretty", "false", ...projects];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (_, stdout, stderr) => done(stdout + stderr));
  });
  const errors = new Map<string, { place: string; message: string }[]>();
  for (const [, file = "", place = "", message = ""] of output.matchAll(
    /^(\S+?)\((\d+,\d+)\): error (.*(?:\n .*)*)/gm,
  )) {
    const path = resolve(folder, file);
    errors.set(path, [...(errors.get(path) ?? []), { place: `${basename(file)} ${place}`, message }]);
  }
  return errors;
}

describe.each(Object.entries(VERSIONS))("%s, with README's settings, each declaration alone", (title, from) => {
  let errors: Awaited<ReturnType<typeof errorsOf>>;

  it("is installed: `npm install` does it", () => {
    expect(versionOf(from)).toMatch(title === "TypeScript 7" ? /^7\./ : /^5\.9\./);
  });

  beforeAll(async () => {
    errors = await errorsOf(from);
  }, 120_000);

  it.each(wrong)("refuses: $title", ({ files, places, message }) => {
    const found = files.flatMap((file) => errors.get(file) ?? []);
    expect(found.map(({ place }) => place)).toEqual(places);
    expect(found.map((error) => error.message).join("\n")).toMatch(message);
  });

  it.each(right)("takes: $title", ({ files }) => {
    expect(files.flatMap((file) => errors.get(file) ?? [])).toEqual([]);
  });
});
