// A frontend whose behaviour is its first argument; run by run.test.ts under a fake bridge.
import { existsSync } from "node:fs";
import type { Engine } from "../../src/engine/client.ts";
import { imageResult, type Result } from "../../src/engine/result.ts";
import { runFrontend } from "../../src/engine/run.ts";
import { file, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { local } from "../../src/llb/source.ts";
import { scratch } from "../../src/llb/vertex.ts";
import { DeclError } from "../../src/text/diagnostic.ts";

const platform = { os: "linux", architecture: "amd64" };
const TEXT = "line one\n  mistake here\nline three\n";
const place = { file: "web.ts", start: { line: 2, column: 3 }, end: { line: 2, column: 10 } };

const modes: Record<string, (engine: Engine) => Promise<Result>> = {
  async succeed(engine) {
    console.log("this would break the transport if it went to stdout");
    process.stdout.write("so would this\n");
    const ref = await engine.solve(marshal(file(scratch, [mkfile("/hello", "hi", { mtime: 1 })])));
    return imageResult([{ platform, ref, config: "{}" }]);
  },
  async throw() {
    throw new TypeError("x is not a function");
  },
  async throwText() {
    throw "just a text";
  },
  reject: () => {
    setTimeout(() => Promise.reject(new Error("nobody waits for this")), 10);
    return new Promise(() => undefined);
  },
  uncaught: () => {
    setTimeout(() => {
      throw new Error("thrown in a timer");
    }, 10);
    return new Promise(() => undefined);
  },
  async lazy() {
    await import("./child-broken.ts");
    throw new Error("unreachable");
  },
  async stack() {
    const deeper = (n: number): number => deeper(n + 1) + 1;
    return { metadata: { depth: Buffer.from(String(deeper(0))) } };
  },
  async afterReturn(engine) {
    const ref = await engine.solve(marshal(scratch));
    setImmediate(() => Promise.reject(new Error("too late")));
    return imageResult([{ platform, ref, config: "{}" }]);
  },
  async mistake() {
    throw new DeclError(
      { code: "a", message: "no such package: helo", path: ["environment"], place, hint: 'did you mean "hello"?' },
      [
        { code: "b", message: "and another thing" },
        {
          code: "c",
          message: "and this",
          place: { ...place, start: { line: 3, column: 1 }, end: { line: 3, column: 5 } },
        },
      ],
    );
  },
  async oversize(engine) {
    await engine.solve(marshal(file(scratch, [mkfile("/big", Buffer.alloc(Number(process.argv[3])))])));
    throw new Error("unreachable");
  },
  async daemonError(engine) {
    await engine.solve(marshal(local("context")));
    throw new Error("unreachable");
  },
  async pages(engine) {
    const ref = await engine.solve(marshal(local("context")));
    const [whole, part] = await Promise.all([engine.readFile(ref, "big"), engine.readFile(ref, "big", { length: 4 })]);
    const small = await engine.readFile(ref, "small");
    return { metadata: { whole: Buffer.from(String(whole.length)), part, end: whole.subarray(-4), small } };
  },
  async busy(engine) {
    // No byte of ours leaves while this waits, so only one that has left before can end it.
    const opened = process.argv[3] ?? "";
    for (let looks = 0; !existsSync(opened); looks++) {
      if (looks === 3000) throw new Error("the session was not open");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
    return imageResult([{ platform, ref: await engine.solve(marshal(scratch)), config: "{}" }]);
  },
  wait: () => new Promise(() => setInterval(() => undefined, 1000)),
};

await runFrontend(async (engine, sources) => {
  sources.set("web.ts", { name: "web.ts", data: TEXT });
  const mode = modes[process.argv[2] ?? ""];
  if (mode === undefined) throw new Error("no such mode");
  return mode(engine);
});
