import { expect, it } from "vitest";
import { file, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { scratch } from "../../src/llb/vertex.ts";
import { solveSteps } from "../../src/steps/solve-steps.ts";
import { fakeSession } from "../context/fake-session.ts";

const output = file(scratch, [mkfile("/a", "b")], { name: "a" });
const graph = marshal(output);
const start = { line: 3, column: 7 };
const step = {
  output,
  kind: "run",
  subject: "image.checks.app",
  place: { file: "web.ts", start, end: start },
} as const;
/** The daemon says that the step of this digest did not run. */
async function failing(digest: string): Promise<unknown> {
  const vertex = {
    type_url: "github.com/moby/buildkit/errdefs.Vertex+json",
    value: Buffer.from(JSON.stringify({ digest })),
  };
  const fail = { Solve: { code: 2, message: "process did not complete: exit code: 127", details: [vertex] } };
  const { session } = await fakeSession({ fail });
  const buildPlatform = { os: "linux", architecture: "amd64" };
  return solveSteps(session, { state: output, steps: [step], buildPlatform }).catch((error: unknown) => error);
}

it("a step that cannot run is an error at the line that asked for it", async () => {
  expect(`${await failing(graph.digest(output))}`).toContain(
    "web.ts:3:7: image.checks.app failed (exit code: 127): its step says why",
  );
});

it("what is wrong elsewhere is told as the daemon says it", async () => {
  expect(`${await failing(`sha256:${"0".repeat(64)}`)}`).toContain("process did not complete");
});
