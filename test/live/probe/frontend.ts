// A frontend that is ours up to the engine and the graph, and has no declaration: `--build-arg MODE` says what it does.

import { readBuildFile } from "../../../src/context/build-file.ts";
import { type BuildRequest, readRequest } from "../../../src/context/request.ts";
import { openSession } from "../../../src/context/session.ts";
import type { Engine } from "../../../src/engine/client.ts";
import { readEnvironment } from "../../../src/engine/environment.ts";
import { frontendImage } from "../../../src/engine/frontend-image.ts";
import { imageResult, type Result } from "../../../src/engine/result.ts";
import { runFrontend } from "../../../src/engine/run.ts";
import { type ExecOptions, exec } from "../../../src/llb/exec.ts";
import { copy, file, mkdir, mkfile } from "../../../src/llb/file.ts";
import { type Graph, type MarshalOptions, marshal } from "../../../src/llb/marshal.ts";
import { merge } from "../../../src/llb/merge.ts";
import { cacheMount, outputMount, readonlyMount, tmpfsMount } from "../../../src/llb/mount.ts";
import { http, local } from "../../../src/llb/source.ts";
import { type State, scratch } from "../../../src/llb/vertex.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";

interface Probe {
  readonly engine: Engine;
  readonly request: BuildRequest;
  /** The build file. */
  readonly text: string;
  /** The probe's own image, where Node is. */
  readonly tool: State;
  readonly options: MarshalOptions;
}

const platform = { os: "linux", architecture: "amd64" };
const CONFIG = JSON.stringify(platform);

const modes: Readonly<Record<string, (probe: Probe) => Promise<Result>>> = {
  /** A graph with every kind of step; the digests that we computed are printed, by the steps' names. */
  async digests({ engine, request, tool, options }) {
    const name = (text: string) => ({ name: `probe: ${text}` });
    const context = local("context", { sessionId: request.sessionId, sharedKeyHint: "probe", ...name("local") });
    const fetched = http(request.args.URL ?? "", { filename: "fetched", ...name("http") });
    const files = file(
      scratch,
      [
        mkdir("/etc", { mtime: 1, mode: 0o700 }),
        mkfile("/etc/host", "hello", { mtime: 1, mode: 0o600 }),
        copy(context, "/", "/context", { contents: true, mtime: 1, mode: 0o444 }),
        copy(fetched, "/fetched", "/fetched"),
      ],
      name("files"),
    );
    const step = node(tool, "fs.writeFileSync('/out/made', '1'); fs.writeFileSync('/other/made', '2')", {
      ...name("exec"),
      env: { EMPTY: "", PATH: "/bin" },
      mounts: [
        outputMount("/other"),
        tmpfsMount("/tmp"),
        cacheMount("/cache", "probe"),
        readonlyMount("/files", files),
      ],
    });
    const all = merge([files, step.at("/out"), step.at("/other")], name("merge"));
    const graph = marshal(all, options);
    return printed(engine, graph, { local: context, http: fetched, files, exec: step.at("/out"), merge: all });
  },

  /** An SBOM, the build file behind its first line, that the daemon is to read and to write anew. */
  async sbom({ engine, text, options }) {
    const path = "sbom.spdx.json";
    const state = file(scratch, [mkfile(`/${path}`, text.slice(text.indexOf("\n")))]);
    const ref = await engine.solve(marshal(state, options));
    const metadata = { reason: "sbom", "sbom-core": "sbom" };
    const attestations = [{ ref, path, predicateType: "https://spdx.dev/Document", metadata }];
    return imageResult([{ platform, ref, config: CONFIG, attestations }]);
  },

  /** A step fails after the result is returned: only the daemon can say where it came from. */
  async fail({ engine, request, tool, options }) {
    const place = { file: request.filename, start: { line: 3, column: 3 }, end: { line: 3, column: 11 } };
    const step = node(tool, "process.exit(3)", { name: "probe: fail", places: [place] });
    return imageResult([{ platform, ref: await engine.solve(marshal(step.at("/out"), options)), config: "{}" }]);
  },

  async throw() {
    throw new TypeError("boom is not a function");
  },

  reject: () => {
    setTimeout(() => Promise.reject(new Error("nobody waits for this")), 50);
    return new Promise(() => undefined);
  },
};

function node(tool: State, script: string, options: Partial<ExecOptions>) {
  const mounts = [readonlyMount("/", tool), outputMount("/out"), ...(options.mounts ?? [])];
  return exec({ ...options, args: ["/bin/node", "-e", script], mounts });
}

async function printed(engine: Engine, graph: Graph, steps: Readonly<Record<string, State>>): Promise<Result> {
  const digests = Object.entries(steps).map(([name, state]) => [
    `probe: ${name}`,
    state === scratch ? "" : graph.digest(state),
  ]);
  const ref = await engine.solve(graph);
  return imageResult([{ platform, ref, config: CONFIG }], {
    metadata: { "frontend.result.inlinemessage": JSON.stringify({ probe: Object.fromEntries(digests) }) },
  });
}

await runFrontend(async (engine, sources) => {
  const session = await openSession(engine, readRequest(readEnvironment(process.env)), sources);
  const { request } = session;
  const { text } = await readBuildFile(session);
  sources.set(request.filename, { name: request.filename, data: text });
  const mode = modes[request.args.MODE ?? ""];
  if (mode === undefined) throw new DeclError({ code: "mode", message: "there is no such MODE" });
  const { opOrder } = await engine.capabilities;
  const tool = await frontendImage(request.frontend);
  return mode({ engine, request, text, tool, options: { platform, opOrder, sources: [...sources.values()] } });
});
