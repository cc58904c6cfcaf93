import { describe, expect, it } from "vitest";
import type { Derivation } from "../../../src/nix/derivation.ts";
import type { BuildPlan } from "../../../src/packages/builds/plan-builds.ts";
import { refuseUnbuildable } from "../../../src/packages/builds/unbuildable.ts";
import { DeclError, type Place, printDiagnostic } from "../../../src/text/diagnostic.ts";
import { derivationsOf, drv } from "./derivation-graph.ts";

const env = (variables: Readonly<Record<string, string>>) => ({ env: new Map(Object.entries(variables)) });
const features = (text: string) => env({ requiredSystemFeatures: text });
const structured = (attributes: object) => env({ __json: JSON.stringify(attributes) });

/** A plan that builds each of these. */
function planOf(all: Readonly<Record<string, Partial<Derivation>>>): BuildPlan {
  const graph = Object.fromEntries(Object.entries(all).map(([name, changes]) => [name, { changes }]));
  return new Map(
    Array.from(derivationsOf(graph), ([name, derivation]) => {
      const path = drv(name);
      return [path.path, { path, derivation, inputs: [], fetched: [], after: [] }];
    }),
  );
}

const BUILDER = { system: "x86_64-linux", emulated: ["x86_64-linux", "i686-linux"], placeOf: () => undefined };

/** What is said of a plan; undefined where all of it can be built. */
function refusal(plan: BuildPlan, builder: Partial<Parameters<typeof refuseUnbuildable>[1]> = {}) {
  try {
    refuseUnbuildable(plan, { ...BUILDER, ...builder });
    return undefined;
  } catch (error) {
    if (!(error instanceof DeclError)) throw error;
    return error.diagnostics.map(printDiagnostic).join("\n");
  }
}

describe("a derivation can be built", () => {
  it.each<[string, Partial<Derivation>]>([
    ["on the system that builds", {}],
    ["by Nix itself", { system: "builtin" }],
    ["on a system that the engine emulates", { system: "i686-linux" }],
    ["with what a build step has", features("big-parallel benchmark")],
    ["with no feature", features("")],
    ["with structured attributes that want nothing more", structured({ requiredSystemFeatures: ["big-parallel"] })],
    ["with structured attributes that say nothing of it", structured({ kvm: true })],
  ])("%s", (_, changes) => {
    expect(refusal(planOf({ hello: changes }))).toBeUndefined();
  });

  it("on the system that builds, though the engine does not name it", () => {
    expect(refusal(planOf({ hello: {} }), { emulated: [] })).toBeUndefined();
  });
});

describe("a derivation cannot be built", () => {
  it("where it wants a feature that no build step has", () => {
    expect(refusal(planOf({ "vm-1": features("kvm big-parallel nixos-test") }))).toBe(
      "vm-1 cannot be built here, and no cache has it: it wants the system feature kvm, nixos-test\n" +
        "  hint: a machine that has it can build it, and put it into a binary cache",
    );
    const attributes = structured({ requiredSystemFeatures: ["kvm", "benchmark"] });
    expect(refusal(planOf({ "vm-1": attributes }))).toContain("it wants the system feature kvm\n");
  });

  it("on a system that the engine runs nothing of", () => {
    const plan = planOf({ "hello-1": { system: "aarch64-linux" } });
    expect(refusal(plan, { emulated: ["x86_64-linux", "i686-linux", "x86_64-linux"] })).toBe(
      "hello-1 cannot be built here, and no cache has it: it is built on aarch64-linux, and the engine runs x86_64-linux, i686-linux\n" +
        "  hint: an engine on aarch64-linux, or an emulator for it in the engine (binfmt_misc; then run docker buildx inspect), can build it",
    );
    expect(refusal(plan, { emulated: [] })).toContain(
      "it is built on aarch64-linux, and the engine runs x86_64-linux\n",
    );
    expect(refusal(plan, { emulated: ["aarch64-linux"] })).toBeUndefined();
  });

  it("for a feature rather than for its system, where both are wrong", () => {
    expect(refusal(planOf({ vm: { system: "aarch64-linux", ...features("kvm") } }))).toMatch(/system feature kvm\n/);
  });

  it("and all that cannot are told at once, each where the declaration wants it", () => {
    const place: Place = { file: "image.ts", start: { line: 3, column: 7 }, end: { line: 3, column: 9 } };
    const plan = planOf({ a: { system: "aarch64-linux" }, b: {}, c: features("kvm") });
    const message = refusal(plan, { placeOf: (path) => (path === drv("c").path ? place : undefined) });
    expect(message?.split("\n").filter((line) => !line.startsWith("  hint: "))).toEqual([
      "a cannot be built here, and no cache has it: it is built on aarch64-linux, and the engine runs x86_64-linux, i686-linux",
      "image.ts:3:7: c cannot be built here, and no cache has it: it wants the system feature kvm",
    ]);
  });
});
