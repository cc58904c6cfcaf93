import { beforeAll, expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, errorIn, jsonLines, temporaryFolder } from "./engine.ts";
import { buildProbe } from "./probe/image.ts";

const FILE = "// syntax=decl/probe\nexport default {\n  one: 1,\n};\n";

beforeAll(buildProbe);

function probe(mode: string, args: Readonly<Record<string, string>> = {}, options: readonly string[] = []) {
  return build({ files: { "probe.ts": FILE }, contexts: {}, args: { MODE: mode, ...args }, options });
}

it("every kind of step has the digest that the daemon computes", async () => {
  const server = await serveCache(temporaryFolder(), (_, response) => {
    response.end("fetched");
    return true;
  });
  const { code, output } = await probe("digests", { URL: `${server.url}/fetched` }, ["--progress=rawjson"]);
  expect(code, output).toBe(0);
  const lines = jsonLines(output);
  const ours: Record<string, string> = lines.find((line) => line.probe !== undefined).probe;
  const theirs: { name: string; digest: string }[] = lines.flatMap((line) => line.vertexes ?? []);
  expect(Object.keys(ours).length).toBe(5);
  expect(Object.fromEntries(theirs.flatMap(({ name, digest }) => (name in ours ? [[name, digest]] : [])))).toEqual(
    ours,
  );
});

it("a step that fails after the result is shown at its place by the daemon alone", async () => {
  const result = await probe("fail");
  expect(errorIn(result)).toContain("exit code: 3");
  expect(result.output).toContain("probe.ts:3\n");
  expect(result.output).toContain("   3 | >>>   one: 1,");
});

it.each([
  ["throw", "boom is not a function"],
  ["reject", "nobody waits for this"],
])("a crash of the frontend (%s) reaches the user, and no line of the build file is blamed", async (mode, message) => {
  const result = await probe(mode);
  expect(errorIn(result)).toBe(`Internal: decl: internal error: ${message}`);
  expect(result.output).not.toContain(">>>");
  expect(result.code).toBe(100); // buildx's exit code for an internal error
});
