import { expect, test } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { outputMount, readonlyMount, tmpfsMount } from "../../src/llb/mount.ts";
import { image, local } from "../../src/llb/source.ts";
import { decodeOp } from "./decode.ts";

const root = readonlyMount("/", image("docker.io/library/busybox:latest"));

test("every field of an exec reaches the wire", () => {
  const step = exec({
    args: ["/bin/sh", "-c", ""],
    env: { B: "2", A: "1" },
    removeMountStubs: true,
    network: "host",
    extraHosts: [{ name: "db", address: "10.0.0.2" }],
    ulimits: [{ name: "nofile", soft: 10, hard: -1 }],
    cgroupParent: "builds",
    unkeyed: "aside",
    platform: { os: "linux", architecture: "arm", variant: "v7" },
    mounts: [
      root,
      outputMount("/out"),
      readonlyMount("/src", local("context"), { selector: "/a", contentCache: "on" }),
      tmpfsMount("/tmp", 4096),
    ],
  });
  const op = decodeOp(step.at("/out"));
  expect(op.exec?.meta).toMatchObject({
    args: ["/bin/sh", "-c", ""],
    env: ["A=1", "B=2"],
    cwd: "/",
    extraHosts: [{ Host: "db", IP: "10.0.0.2" }],
    ulimit: [{ Name: "nofile", Soft: 10, Hard: -1 }],
    cgroupParent: "builds",
    proxyEnv: { noProxy: "aside" },
    removeMountStubsRecursive: true,
  });
  expect(op.exec).toMatchObject({ network: 1 });
  expect(op.exec?.mounts?.[2]).toMatchObject({ selector: "/a", contentCache: 1, readonly: true });
  expect(op.exec?.mounts?.[3]).toMatchObject({ TmpfsOpt: { size: 4096 } });
  expect([...marshal(step.at("/out")).capabilities]).toEqual(
    expect.arrayContaining([
      "exec.meta.proxyenv",
      "exec.meta.ulimit",
      "exec.meta.cgroup.parent",
      "exec.mount.tmpfs.size",
    ]),
  );
  expect(op.platform).toMatchObject({ OS: "linux", Architecture: "arm", Variant: "v7" });
});

test("outputs are found by destination, and numbered in the order of the wire", () => {
  const step = exec({ args: ["x"], mounts: [outputMount("/z"), root, outputMount("/a")] });
  expect(step.at("/a").index).toBe(0);
  expect(step.at("/z").index).toBe(1);
  expect(() => step.at("/")).toThrow("no such output");
  expect(() => step.at("/nothing")).toThrow("no such output");
});

test("an image mounted twice is one input", () => {
  const context = local("context");
  const step = exec({
    args: ["x"],
    mounts: [readonlyMount("/", context), readonlyMount("/b", local("context")), outputMount("/o")],
  });
  expect(decodeOp(step.at("/o")).inputs.length).toBe(1);
});

test("a step that cannot run is refused", () => {
  expect(() => exec({ args: [], mounts: [root] })).toThrow("something to run");
  expect(() => exec({ args: ["x"], mounts: [] })).toThrow('bind mount at "/"');
  expect(() => exec({ args: ["x"], mounts: [tmpfsMount("/")] })).toThrow('bind mount at "/"');
  expect(() => exec({ args: ["x"], mounts: [root, root] })).toThrow("two mounts");
});

test("the default platform is that of the graph", () => {
  const step = exec({ args: ["x"], mounts: [root, outputMount("/o")] });
  const own = exec({
    args: ["x"],
    mounts: [root, outputMount("/o")],
    platform: { os: "linux", architecture: "amd64" },
  });
  const platform = { os: "linux", architecture: "arm64" };
  expect(marshal(step.at("/o"), { platform }).digest(step.at("/o"))).not.toBe(
    marshal(step.at("/o")).digest(step.at("/o")),
  );
  const mixed = marshal(own.at("/o"), { platform });
  expect(mixed.digest(own.at("/o"))).not.toBe(marshal(own.at("/o")).digest(own.at("/o"))); // its image has the default
});

test("a daemon that knows of no content cache gets mounts that say nothing of it", () => {
  const step = (contentCache?: "off") =>
    exec({
      args: ["x"],
      mounts: [
        root,
        readonlyMount("/src", local("context"), { ...(contentCache && { contentCache }) }),
        outputMount("/out"),
      ],
    });
  const without = marshal(step("off").at("/out"), { contentCache: false });
  expect(without.capabilities).not.toContain("exec.mount.cache.content");
  expect(without.definition).toEqual(marshal(step().at("/out")).definition);
  expect(marshal(step("off").at("/out")).capabilities).toContain("exec.mount.cache.content");
});
