import { expect, it } from "vitest";
import { initFor } from "../../src/value/own-program.ts";
import { parsePlatform } from "../../src/value/platform.ts";

it("there is an init for the two platforms that images with services can have", () => {
  expect(initFor(parsePlatform("linux/amd64"))).toBe("init-x86_64");
  expect(initFor(parsePlatform("linux/arm64/v8"))).toBe("init-aarch64");
  expect(() => initFor(parsePlatform("linux/arm/v7"))).toThrow(
    "services need a program of decl's for linux/arm/v7; there is one for linux/amd64 and linux/arm64",
  );
});
