import { expect, it } from "vitest";
import { packageAt } from "../../src/lib/package-reference.ts";
import { getName } from "../../src/lib/texts.ts";

it.each([
  ["bash", "bash"],
  ["python3Packages.requests", "requests"],
  [`/nix/store/${"1".repeat(32)}-nss-cacert-20260816`, "nss-cacert"],
  [`/nix/store/${"1".repeat(32)}-hello`, "hello"],
])("getName of %s is %s", (reference, name) => {
  expect(getName(packageAt(reference))).toBe(name);
  expect(getName(`${packageAt(reference)}`)).toBe(name);
});
