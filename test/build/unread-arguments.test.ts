import { expect, test } from "vitest";
import { unreadArguments } from "../../src/build/unread-arguments.ts";

test("every build argument that is not read is a warning, with the one that was probably meant", () => {
  expect(unreadArguments(["NAME", "PROT", "other"], ["NAME", "PORT"])).toEqual([
    {
      code: "unread-argument",
      severity: "warning",
      message: "--build-arg PROT is given and the declaration never reads it",
      hint: 'did you mean "PORT"?',
    },
    {
      code: "unread-argument",
      severity: "warning",
      message: "--build-arg other is given and the declaration never reads it",
    },
  ]);
});

test("proxies that the client adds by itself are no mistake", () => {
  expect(unreadArguments(["HTTP_PROXY", "https_proxy", "NO_PROXY", "ALL_PROXY"], [])).toEqual([]);
});
