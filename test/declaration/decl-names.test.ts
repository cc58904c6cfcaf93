import { expect, test } from "vitest";
import { declare, plain } from "./declare.ts";

test("a declaration sees of decl what its types have", async () => {
  const value = await declare(`import * as decl from "decl"; export default { names: Object.keys(decl) };`);
  expect(plain(value)).toEqual({ names: ["build", "context", "image", "images", "lib", "module", "nix", "storePath"] });
});

test("lib shows none of the names that it is made of", async () => {
  const inner = ["pending", "isPending", "NOT_KNOWN", "trial", "missing", "propertyOf", "isType"];
  const value = await declare(`import { lib } from "decl";
export default { known: lib.mkIf === undefined, inner: ${JSON.stringify(inner)}.filter((name) => name in lib) };`);
  expect(plain(value)).toEqual({ known: false, inner: [] });
});

test("a declaration does not reach what decl is made of by names that it computes", async () => {
  const value = await declare(`
const found = (name) => eval("import('" + name + "')").then(() => true, ({ message }) => message);
export default { names: [await found("decl"), await found("decl:guest"), await found("decl:host")] };`);
  expect(plain(value)).toEqual({
    names: [true, "there is no module ./decl:guest", "there is no module ./decl:host"],
  });
});
