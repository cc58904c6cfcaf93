import { describe, expect, it } from "vitest";
import { readNameTable, tablePackages } from "../../src/packages/name-table.ts";

const read = (json: string, system: string) => tablePackages(readNameTable(json), system);

const path = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;

const TABLE = JSON.stringify({
  version: 1,
  systems: {
    "x86_64-linux": {
      hello: { name: "hello-2.12", outputs: { out: path("hello-2.12") }, defaultOutput: "out", meta: { priority: 3 } },
      openssl: {
        name: "openssl-3",
        outputs: { out: path("openssl-3"), bin: path("openssl-3-bin"), dev: path("openssl-3-dev") },
        defaultOutput: "out",
        outputsToInstall: ["bin", "out"],
      },
      "python3Packages.requests": { name: "r", outputs: { out: path("r") }, defaultOutput: "out" },
    },
  },
});

describe("a name table", () => {
  const set = read(TABLE, "x86_64-linux");

  it("finds packages, nested ones too, with what is installed of them", () => {
    expect(set.find("hello")).toMatchObject({ name: "hello-2.12", priority: 3, install: [{ name: "hello-2.12" }] });
    expect(set.find("openssl").install.map(({ name }) => name)).toEqual(["openssl-3-bin", "openssl-3"]);
    expect(set.find("openssl").path.name).toBe("openssl-3");
    expect(set.find("python3Packages.requests")).toMatchObject({ name: "r", priority: 5 });
  });

  it("takes a last name that is an output", () => {
    expect(set.find("openssl.dev").install.map(({ name }) => name)).toEqual(["openssl-3-dev"]);
    expect(() => set.find("openssl.doc")).toThrow(
      expect.objectContaining({ message: '"openssl" has no output "doc"', hint: "its outputs are out, bin, dev" }),
    );
  });

  it("knows what was probably meant", () => {
    expect(() => set.find("helo")).toThrow(
      expect.objectContaining({
        message: 'there is no package "helo" for x86_64-linux',
        hint: 'did you mean "hello"?',
      }),
    );
    expect(() => set.find("constructor")).toThrow('there is no package "constructor" for x86_64-linux');
  });

  it.each([
    ["{", "it is not JSON"],
    ["{}", "it is not a name table: version: "],
    ['{"version":1,"systems":{}}', "it has no packages for x86_64-linux, only for nothing"],
    ['{"version":1,"systems":{"aarch64-linux":{}}}', "it has no packages for x86_64-linux, only for aarch64-linux"],
  ])("refuses %s", (json, message) => {
    expect(() => read(json, "x86_64-linux")).toThrow(message);
  });

  it("refuses a package that is none when it is asked for, and only then", () => {
    const systems = {
      "x86_64-linux": {
        odd: { name: "odd-1", outputs: [] },
        even: { name: "even-2", outputs: { out: path("even-2") }, defaultOutput: "out" },
      },
    };
    const set = read(JSON.stringify({ version: 1, systems }), "x86_64-linux");
    expect(set.find("even").path.name).toBe("even-2");
    expect(() => set.find("odd")).toThrow(/^"odd" is no package in the name table: outputs: /);
  });

  it("refuses paths that are none when they are asked for", () => {
    const bad = read(TABLE.replace(path("r"), "/usr/bin/r"), "x86_64-linux");
    expect(() => bad.find("python3Packages.requests")).toThrow(
      '"python3Packages.requests": "/usr/bin/r" is not a store path',
    );
  });
});
