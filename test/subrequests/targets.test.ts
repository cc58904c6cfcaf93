import { expect, test } from "vitest";
import { ask, base64 } from "./ask.ts";

test("the targets are the images of the file, each where its name stands; none of them is evaluated", async () => {
  const text = `import { images } from "decl";
export default images({
  web: () => { throw new Error("not now"); },
  default: {},
});`;
  const answer = await ask("frontend.targets", { files: { "web.ts": text } });
  const location = (line: number, length: number) => ({
    sourceIndex: 0,
    ranges: [{ start: { line, character: 2 }, end: { line, character: 2 + length } }],
  });
  expect(answer.json).toEqual({
    targets: [
      { name: "web", location: location(3, 3) },
      { name: "default", default: true, location: location(4, 7) },
    ],
    sources: [base64(text)],
  });
  expect(answer.version).toBe("1.0.0");
  expect(answer.text).toBe("TARGET   DEFAULT\nweb\ndefault  yes\n");
});

test.each([
  ["web.ts", "export default () => ({});"],
  ["web.json", "{}"],
])("%s declares one image, which needs no --target", async (file, text) => {
  const { json } = await ask("frontend.targets", { files: { [file]: text } });
  expect(json.targets).toEqual([{ default: true }]);
});

test("the only image of images() is the default, whatever its name", async () => {
  const files = { "web.ts": 'import { images } from "decl";\nexport default images({ web: {} });' };
  expect((await ask("frontend.targets", { files })).json.targets).toMatchObject([{ name: "web", default: true }]);
});
