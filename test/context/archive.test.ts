import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { isArchive } from "../../src/context/archive.ts";

it("an archive is known by how it starts", () => {
  const tar = execFileSync("tar", ["-C", import.meta.dirname, "-c", "archive.test.ts"]);
  expect(isArchive(tar.subarray(0, 1024))).toBe(true);
  expect(isArchive(Buffer.from("1f8b0800", "hex"))).toBe(true);
  expect(isArchive(Buffer.from("// syntax=decl/frontend\n".repeat(50)))).toBe(false);
  expect(isArchive(Buffer.alloc(1024))).toBe(false);
  expect(isArchive(Buffer.alloc(0))).toBe(false);
});
