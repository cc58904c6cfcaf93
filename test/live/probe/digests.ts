import { serveCache } from "../cache-server.ts";
import { build, jsonLines, type Store, temporaryFolder } from "../engine.ts";

export const PROBE_FILE = "// syntax=decl/probe\nexport default {\n  one: 1,\n};\n";

/** The digest of every kind of step, as we computed it and as the daemon says it; or how the build failed. */
export async function digestsOfSteps(store?: Store) {
  const server = await serveCache(temporaryFolder(), (_, response) => {
    response.end("fetched");
    return true;
  });
  const args = { MODE: "digests", URL: `${server.url}/fetched` };
  const options = ["--progress=rawjson", "-o", "type=cacheonly"];
  const { code, output } = await build({ store, files: { "probe.ts": PROBE_FILE }, contexts: {}, args, options });
  const lines = code === 0 ? jsonLines(output) : [];
  const ours: Record<string, string> = lines.find((line) => line.probe !== undefined)?.probe ?? {};
  const told: { name: string; digest: string }[] = lines.flatMap((line) => line.vertexes ?? []);
  const theirs = Object.fromEntries(told.flatMap(({ name, digest }) => (name in ours ? [[name, digest]] : [])));
  return { code, output, ours, theirs };
}
