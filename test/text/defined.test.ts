import { expect, it } from "vitest";
import { defined } from "../../src/text/defined.ts";

it("members that are undefined are left out, and no others", () => {
  const members = { text: "", number: 0, flag: false, nothing: null, missing: undefined };
  expect({ first: 1, ...defined(members) }).toStrictEqual({
    first: 1,
    text: "",
    number: 0,
    flag: false,
    nothing: null,
  });
  expect(Object.keys(defined(members))).toEqual(["text", "number", "flag", "nothing"]);
});

it("a member that is undefined takes the place of no other", () => {
  const hint: string | undefined = undefined;
  expect({ hint: "before", ...defined({ hint }) }).toStrictEqual({ hint: "before" });
});
