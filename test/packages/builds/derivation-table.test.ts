import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/nix/format-error.ts";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { derivationTable } from "../../../src/packages/builds/derivation-table.ts";
import { derivations, printDerivation } from "../../nix/derivation-text.ts";
import { pathOf } from "../fake-cache.ts";
import { type DerivationGraph, drv, filesOf, outputPath } from "./derivation-graph.ts";

const tableOf = (graph: DerivationGraph) => derivationTable({ files: filesOf(graph), sources: [] });

describe("a table of derivations", () => {
  it("has each by its .drv file, read once", () => {
    const table = tableOf({ hello: ["glibc"], glibc: [] });
    const { path, derivation } = table.get(drv("hello").path);
    expect(path).toEqual(drv("hello"));
    expect([...derivation.inputDerivations.keys()]).toEqual([drv("glibc").path]);
    expect(table.get(drv("hello").path)).toBe(table.get(drv("hello").path));
  });

  it("knows who makes a store path, whichever output it is", () => {
    const table = tableOf({ hello: ["glibc"], glibc: { outputs: ["dev", "bin"] } });
    for (const text of ["glibc", "glibc.dev", "glibc.bin"]) {
      expect(table.makerOf(outputPath(text))).toBe(table.get(drv("glibc").path));
    }
    expect(table.makerOf(pathOf("other"))).toBeUndefined();
    expect(table.makerOf(drv("hello"))).toBeUndefined();
  });

  it("knows it of any derivation", () => {
    fc.assert(
      fc.property(derivations, (derivation) => {
        const table = derivationTable({ files: { [drv("any").path]: printDerivation(derivation) }, sources: [] });
        for (const { path } of derivation.outputs.values()) {
          expect(table.makerOf(path)).toEqual({ path: drv("any"), derivation });
        }
      }),
    );
  });

  it("takes, of several that make the same, the one that needs the fewest before it, so that nothing is made with itself", () => {
    // nixpkgs fetches the source of curl without curl, and with curl where anybody else wants the same file.
    const graph: DerivationGraph = {
      "boot-source": { makes: "source" },
      curl: ["boot-source"],
      source: ["curl"],
      "other-curl": { inputs: ["source"], makes: "curl" },
    };
    for (const order of [Object.entries(graph), Object.entries(graph).reverse()]) {
      const table = tableOf(Object.fromEntries(order));
      expect(table.makerOf(pathOf("source"))?.path.name).toBe("boot-source.drv");
      expect(table.makerOf(pathOf("curl"))?.path.name).toBe("curl.drv");
    }
  });

  it("takes the same one of several each time, in whatever order they are listed", () => {
    const graph: DerivationGraph = { a: { makes: "source" }, b: { makes: "source" }, c: { makes: "source" } };
    const makers = fc.sample(fc.shuffledSubarray(Object.keys(graph), { minLength: 3 }), 20).map((names) => {
      const table = tableOf(Object.fromEntries(names.map((name) => [name, graph[name] ?? []])));
      return table.makerOf(pathOf("source"))?.path.name;
    });
    expect(new Set(makers).size).toBe(1);
  });

  it("finds that out of a chain of 20,000", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, n) => [
        `n${n}`,
        { inputs: n === 0 ? [] : [`n${n - 1}`], makes: `p${n % 19_999}` },
      ]),
    );
    expect(tableOf(chain).makerOf(pathOf("p0"))?.path.name).toBe("n0.drv");
  });

  it("reads a derivation when it is asked for, so that a broken one that nobody needs is no error", () => {
    const files = { ...filesOf({ hello: [] }), [drv("broken").path]: "Derive(" };
    const table = derivationTable({ files, sources: [] });
    expect(table.makerOf(pathOf("hello"))?.path).toEqual(drv("hello"));
    expect(() => table.get(drv("broken").path)).toThrow(FormatError);
  });

  it("says which .drv file it does not have", () => {
    const table = tableOf({ hello: [] });
    expect(() => table.get(drv("glibc").path)).toThrow(FormatError);
    expect(() => table.get(drv("glibc").path)).toThrow(`evaluation has no derivation ${drv("glibc").path}`);
    expect(() => table.get("constructor")).toThrow("evaluation has no derivation constructor");
  });
});

describe("what evaluation put into the store", () => {
  const digest = createHash("sha256").update("x").digest();
  const source = {
    path: pathOf("builder.sh").path,
    narHash: `sha256:${digest.toString("hex")}`,
    narSize: 120,
    references: [pathOf("lib.sh").path],
    ca: "text:sha256:x",
  };

  it("is known by its store path", () => {
    const { ca: _, ...plain } = { ...source, path: pathOf("other").path };
    const { sources } = derivationTable({ files: {}, sources: [source, plain] });
    expect([...sources.keys()]).toEqual([source.path, plain.path]);
    const info = { narHash: sha256Of(digest), narSize: 120, references: [pathOf("lib.sh")] };
    expect(sources.get(source.path)).toEqual({ ...info, path: pathOf("builder.sh"), ca: "text:sha256:x" });
    expect(sources.get(plain.path)).toEqual({ ...info, path: pathOf("other") });
  });

  it.each([
    ["path", "/etc/passwd"],
    ["narHash", "sha256:x"],
    ["references", ["x"]],
  ])("is refused where its %s is none", (name, value) => {
    expect(() => derivationTable({ files: {}, sources: [{ ...source, [name]: value }] })).toThrow(FormatError);
  });
});
