import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly dev?: boolean;
}

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const installed = Object.entries(packages).filter(
  ([path, { link }]) => path.includes("node_modules/") && link !== true,
);

describe("every package of package-lock.json", () => {
  it("has the hash of its bytes, so that no registry can give others", () => {
    expect(installed.length).toBeGreaterThan(100);
    const without = installed.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it("comes from the registry that npm is configured for, or is a folder of this project", () => {
    const others = Object.values(packages).flatMap(({ resolved, link }) =>
      resolved === undefined || (link === true && !/^[./]|:/.test(resolved)) ? [] : [resolved],
    );
    expect(others).toEqual([]);
  });

  it("runs nothing when it is installed, but for two that are known", () => {
    const scripts = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => nameOf(path));
    // esbuild looks whether its program for this platform is there; protobufjs looks at its version.
    expect([...new Set(scripts)].sort()).toEqual(["esbuild", "protobufjs"]);
  });

  it("that is part of decl itself has a licence that lets it be", () => {
    const licences = installed.filter(([, { dev }]) => dev !== true).map(([, { license }]) => license);
    const known = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-3.0", "CC0-1.0", "ISC", "MIT"];
    expect(licences.filter((one) => one === undefined || !known.includes(one))).toEqual([]);
  });
});
