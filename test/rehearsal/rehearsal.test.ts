import { expect, test } from "vitest";
import { answer } from "../../src/answer.ts";
import { rehearseBuild } from "../../src/rehearsal/rehearsal.ts";

test("a rehearsal is a whole build, from the declaration to the image's configuration", async () => {
  const { ref, metadata } = await rehearseBuild(answer);
  const config = JSON.parse(String(metadata?.["containerimage.config"]));
  expect(ref?.id).toBe("rehearsal");
  expect(config).toMatchObject({ architecture: "amd64", config: { ExposedPorts: { "80/tcp": {} } } });
  expect(JSON.stringify(config)).toContain("/nix/store/");
});
