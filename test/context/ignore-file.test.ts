import { expect, it } from "vitest";
import { readIgnoreFile } from "../../src/context/ignore-file.ts";

it("a .dockerignore is read as Docker reads it", () => {
  expect(
    readIgnoreFile("\uFEFF# comment\n/node_modules/\n\n  *.log  \n! keep.log\n!./a/../b\r\n./\n #not-a-comment\n"),
  ).toEqual(["node_modules", "*.log", "!keep.log", "!b", ".", "#not-a-comment"]);
});
