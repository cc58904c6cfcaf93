import { expect, test } from "vitest";
import { ask, base64 } from "./ask.ts";

const WEB = `export default ({ pkgs, args }) => ({
  image: { name: args.NAME ?? "web", labels: { "org.opencontainers.image.description": "Serves" } },
  environment: { systemPackages: [pkgs.hello] },
});
`;

test("the outline names the image and the build arguments it takes, without a package set", async () => {
  const { json, version, text } = await ask("frontend.outline", {
    files: { "web.ts": WEB },
    options: { "build-arg:NAME": "mine", "build-arg:DECL_BINARY_CACHES": "http://a http://b" },
  });
  expect(json).toEqual({
    name: "mine",
    description: "Serves",
    args: [
      {
        name: "NAME",
        value: "mine",
        location: { sourceIndex: 0, ranges: [{ start: { line: 2, character: 21 }, end: expect.anything() }] },
      },
      { name: "DECL_BINARY_CACHES", description: expect.any(String), value: "http://a http://b" },
      { name: "DECL_TRUSTED_PUBLIC_KEYS", description: expect.any(String), value: "" },
      { name: "DECL_LOCK", description: expect.any(String), value: "use" },
      { name: "DECL_EVALUATE", description: expect.any(String), value: "" },
      { name: "DECL_NIX", description: expect.any(String), value: "" },
      { name: "DECL_CACHE_TIMEOUT", description: expect.any(String), value: "60" },
    ],
    sources: [base64(WEB)],
  });
  expect(version).toBe("1.0.0");
  expect(text).toMatch(/^TARGET: mine\n\nDESCRIPTION: Serves\n\nBUILD ARG +VALUE +DESCRIPTION\nNAME +mine\nDECL_/);
});

test("the outline is of the image that --target chooses", async () => {
  const files = {
    "web.ts":
      'import { images } from "decl";\nexport default images({ a: { image: { name: "A" } }, b: { image: { name: "B" } } });',
  };
  expect((await ask("frontend.outline", { files, options: { target: "b" } })).json.name).toBe("B");
  await expect(ask("frontend.outline", { files })).rejects.toThrow("a --target is needed: this file declares a, b");
});
