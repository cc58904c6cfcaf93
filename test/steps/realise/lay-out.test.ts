import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import { layOut } from "../../../src/steps/realise/lay-out.ts";
import { temporaryFolder } from "../../live/engine.ts";

it("an output of a derivation has no name that a layer takes for the mark of a removed file", () => {
  const made = join(temporaryFolder(), "made");
  mkdirSync(join(made, "share"), { recursive: true });
  writeFileSync(join(made, "share/.wh.hello"), "");
  expect(() => layOut(parseStorePathBase(`${"0".repeat(32)}-hello-1`), temporaryFolder(), made)).toThrow(
    new HelperFailure("/share/.wh.hello would vanish: layers of images say by such a name that a file is removed"),
  );
});
