import { describe, expect, it } from "vitest";
import { evaluateImages } from "../../src/build/evaluate-images.ts";
import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { parsePlatform } from "../../src/value/platform.ts";
import { errorOf } from "./declare.ts";

const IMAGES = 'import { images } from "decl";\nexport default images({ web: {}, worker: {} });';
const READS = "export default ({ target }) => ({ image: { name: target } });";

/** What the images are called that are built for a target. */
async function builtFor(target: string, text: string, file = "image.ts", files: Readonly<Record<string, string>> = {}) {
  const loaded = await loadDeclaration(file, text, async () => new Map(Object.entries(files)));
  const platforms = [parsePlatform("linux/amd64")];
  const { images } = evaluateImages({ args: {}, target, platforms }, await prepareDeclaration(loaded));
  return images.map(({ configuration }) => configuration.config.image.name);
}

describe("a target", () => {
  it.each([
    [
      IMAGES,
      "wbe",
      'image.ts:2:1: there is no image "wbe": this file declares web, worker\n  hint: did you mean "web"?',
    ],
    [IMAGES, "lokc", 'there is no image "lokc": this file declares web, worker\n  hint: did you mean "lock"?'],
    [IMAGES, "updat", 'there is no image "updat": this file declares web, worker\n  hint: did you mean "update"?'],
    ["export default {};", "lokc", 'image.ts:1:1: there is no image "lokc"\n  hint: did you mean "lock"?'],
    ["export default {};", "updat", 'image.ts:1:1: there is no image "updat"\n  hint: did you mean "update"?'],
    [READS, "lokc", 'there is no image "lokc"\n  hint: did you mean "lock"?'],
    [
      "export default ({ pkgs }) => ({});",
      "web",
      'image.ts:1:1: there is no image "web"\n  hint: this file declares one image, and reads no target: leave --target out, or name the images with `images({ … })`',
    ],
  ])("%s has no image %s", async (text, target, message) => {
    expect(await errorOf(builtFor(target, text))).toContain(message);
  });

  it("is unknown to a declaration in JSON", async () => {
    const failure = (target: string) => errorOf(builtFor(target, '\n{ "image": {} }', "image.json"));
    expect(await failure("lokc")).toBe('image.json:2:1: there is no image "lokc"\n  hint: did you mean "lock"?');
    expect(await failure("web")).toContain(
      'image.json:2:1: there is no image "web"\n  hint: this file declares one image',
    );
  });

  it("is the declaration's own matter where it is read", async () => {
    expect(await builtFor("production", READS)).toEqual(["production"]);
    expect(await builtFor("production", "export default (all) => ({ image: { name: all.target } });")).toEqual([
      "production",
    ]);
    const read = { "a.ts": READS };
    expect(await builtFor("production", '{ "imports": ["./a.ts"] }', "image.json", read)).toEqual(["production"]);
    const inner = 'import a from "./a.ts";\nexport default { imports: [a] };';
    expect(await builtFor("production", inner, "image.ts", read)).toEqual(["production"]);
  });

  it("may be that of a lock file, which is for the same image", async () => {
    for (const target of ["lock", "update"]) {
      expect(await builtFor(target, "export default { image: { name: 'web' } };")).toEqual(["web"]);
      expect(await builtFor(target, '{ "image": { "name": "web" } }', "image.json")).toEqual(["web"]);
    }
  });
});
