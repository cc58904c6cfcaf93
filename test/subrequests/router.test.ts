import { expect, test } from "vitest";
import { statusOf } from "../../src/engine/error-status.ts";
import { ask } from "./ask.ts";

test("subrequests.describe lists what there is, itself included, and reads no file", async () => {
  const { json, version, text, solves } = await ask("frontend.subrequests.describe");
  expect(json).toMatchObject(
    ["frontend.outline", "frontend.targets", "frontend.lint", "frontend.schema", "frontend.subrequests.describe"].map(
      (name) => ({
        name,
        version: name === "frontend.outline" ? "1.1.0" : "1.0.0",
        type: "rpc",
        description: expect.any(String),
      }),
    ),
  );
  expect(json[2].metadata).toEqual([{ name: "result.json" }, { name: "result.txt" }, { name: "result.statuscode" }]);
  expect([version, solves]).toEqual(["1.0.0", 0]);
  expect(text.split("\n").slice(0, 2)).toEqual([
    "NAME                  VERSION  DESCRIPTION",
    "outline               1.1.0    List the packages of the image and the build arguments that it takes",
  ]);
});

test("a subrequest that there is not is refused by its name, with the ones there are", async () => {
  const error: unknown = await ask("frontend.convertllb").catch((reason: unknown) => reason);
  const { code, message, details } = statusOf(error, new Map());
  expect([code, message]).toEqual([2, "--call can be outline, targets, lint, schema, subrequests.describe"]);
  expect(details?.[0]?.type_url).toBe("github.com/moby/buildkit/errdefs.Subrequest+json");
  expect(String(details?.[0]?.value)).toBe('{"name":"frontend.convertllb"}');
});
