import { pb } from "@moby/buildkit-proto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf } from "../../src/llb/digest.ts";
import { exec } from "../../src/llb/exec.ts";
import { copy, file, mkdir, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { merge } from "../../src/llb/merge.ts";
import { outputMount, readonlyMount, tmpfsMount } from "../../src/llb/mount.ts";
import { http, local } from "../../src/llb/source.ts";
import { type Output, type State, scratch } from "../../src/llb/vertex.ts";
import { problemsOf } from "./check-definition.ts";

/** A graph of up to 30 steps, each on states made before it. */
const graph = fc
  .array(fc.record({ kind: fc.nat(3), a: fc.nat(), b: fc.nat(), text: fc.string() }), { minLength: 1, maxLength: 30 })
  .map((steps) => {
    const made: Output[] = [local("context", { name: "context" })];
    const pick = (n: number): Output => made[n % made.length] ?? local("context");
    for (const { kind, a, b, text } of steps) {
      const states: State[] = [
        http(`http://host/${encodeURIComponent(text.toWellFormed())}`, { filename: text }),
        file(a % 3 === 0 ? scratch : pick(a), [mkdir("/d"), mkfile("/d/f", text), copy(pick(b), "/", "/")]),
        merge([pick(a), pick(b)]),
        exec({ args: [text], mounts: [readonlyMount("/", pick(a)), outputMount("/o", pick(b))] }).at("/o"),
      ];
      const state = states[kind] ?? scratch;
      if (state !== scratch) made.push(state);
    }
    return pick(made.length - 1);
  });

test("every input exists and comes before its user, and the terminal op is the last", () => {
  fc.assert(
    fc.property(graph, (state) => {
      const { definition } = marshal(state);
      const seen = new Set<string>();
      for (const bytes of definition.def ?? []) {
        const op = pb.Op.decode(bytes);
        for (const { digest } of op.inputs) expect(seen).toContain(digest);
        seen.add(digestOf(bytes));
      }
      const last = pb.Op.decode(definition.def?.at(-1) ?? new Uint8Array());
      expect([last.op, last.inputs.length]).toEqual([undefined, 1]);
      expect(new Set(Object.keys(definition.metadata ?? {}))).toEqual(seen);
    }),
  );
});

test("marshalling twice gives the same bytes", () => {
  const bytesOf = (state: State) => Buffer.from(pb.Definition.encode(marshal(state).definition).finish());
  fc.assert(fc.property(graph, (state) => bytesOf(state).equals(bytesOf(state))));
});

test("the order in which attributes and variables are given changes nothing", () => {
  const record = fc.dictionary(fc.string({ unit: "binary" }), fc.string(), { noNullPrototype: true });
  const digest = (env: Record<string, string>) => {
    const step = exec({ args: ["x"], env, description: env, mounts: [outputMount("/")] });
    return Buffer.from(pb.Definition.encode(marshal(step.at("/")).definition).finish());
  };
  fc.assert(
    fc.property(record, (env) => {
      const reversed = Object.fromEntries(Object.entries(env).reverse());
      expect(digest(reversed)).toEqual(digest(env));
    }),
  );
});

test("what protobufjs reads is what was said", () => {
  const bits = fc.nat(0o7777);
  const seconds = fc.nat({ max: 4_000_000_000 });
  fc.assert(
    fc.property(fc.string(), fc.uint8Array(), bits, seconds, (text, data, mode, mtime) => {
      const path = text.toWellFormed();
      const context = local("context", { excludePatterns: [path] });
      const tree = file(scratch, [
        mkfile(path, data, { mode, mtime }),
        mkdir(path, { mode, mtime, parents: true }),
        copy(context, path, path, { mode, mtime, include: [path], exclude: ["", path], unpack: true }),
      ]);
      const step = exec({ args: [path, ""], mounts: [outputMount("/", tree), tmpfsMount("/tmp")] });
      const ops = (marshal(step.at("/")).definition.def ?? []).map((bytes) => pb.Op.decode(bytes));
      const [sourceOp, fileOp, execOp] = ops;
      const timestamp = mtime * 1e9;
      expect(JSON.parse(sourceOp?.source?.attrs?.["local.excludepatterns"] ?? "")).toEqual([path]);
      expect(fileOp?.file?.actions?.map((action) => action.mkfile ?? action.mkdir ?? action.copy)).toMatchObject([
        { path, mode, timestamp },
        { path, mode, timestamp, makeParents: true },
        { src: path, dest: path, mode, timestamp, attemptUnpackDockerCompatibility: true },
      ]);
      const copied = fileOp?.file?.actions?.[2]?.copy;
      expect([copied?.includePatterns, copied?.excludePatterns]).toEqual([[path], ["", path]]);
      expect(Buffer.from(fileOp?.file?.actions?.[0]?.mkfile?.data ?? [])).toEqual(Buffer.from(data));
      expect(execOp?.exec?.meta?.args).toEqual([path, ""]);
      expect(execOp?.exec?.mounts?.[1]?.TmpfsOpt).toMatchObject({ size: 0 });
    }),
  );
});

test("a daemon finds nothing to mend: every op is written as it would write it itself", () => {
  fc.assert(
    fc.property(graph, (state) => {
      const { definition, capabilities } = marshal(state, { platform: { os: "linux", architecture: "arm64" } });
      expect(problemsOf(definition, capabilities)).toEqual([]);
    }),
  );
});
