import { expect, it } from "vitest";
import { withoutLogin } from "../../src/text/login-in-address.ts";
import { configure, errorOf } from "../declaration/declare.ts";

it.each([
  ["https://me:hush@x.example.org/y?a=hush&b=hush", "https://…@x.example.org/y?…"],
  ["HTTP://hush@x.example.org", "HTTP://…@x.example.org"],
  [" ssh://git:hush@x.example.org/y", " ssh://…@x.example.org/y"],
  ["//hush@x.example.org/y", "//…@x.example.org/y"],
  ["s3://KEY:hush@bucket", "s3://…@bucket"],
  ["me:hush@x.example.org/y", "…@x.example.org/y"],
  ["https://x.example.org/y?hush#part", "https://x.example.org/y?…#part"],
])("of %s nothing is shown that lets somebody in", (text, shown) => {
  expect(withoutLogin(text)).toBe(shown);
});

it.each(["git@x.example.org:a/b", "nodejs@20", "/a?b=c", "foo: bar@baz", "https://x.example.org/@scope/a", ""])(
  "%j is shown as it is",
  (text) => {
    expect(withoutLogin(text)).toBe(text);
  },
);

it("what is no address of a repository is not repeated with its login: it may be a build argument", async () => {
  const text = `export default ({ args }) => ({ nixpkgs: { source: { git: args.REPOSITORY, rev: "${"0".repeat(40)}" } } });`;
  expect(await errorOf(configure(text, { args: { REPOSITORY: "ssh://git:hush@x.example.org/y" } }))).toBe(
    "image.ts:1:59: must be the http:// or https:// address of a repository (nixpkgs.source.git)\n" +
      '  hint: this is "ssh://…@x.example.org/y"',
  );
});
