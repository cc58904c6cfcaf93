import { describe, expect, it } from "vitest";
import { unusedOptions } from "../../src/build/unused-options.ts";
import { readProcessSettings } from "../../src/context/process-settings.ts";
import { printDiagnostic } from "../../src/text/diagnostic.ts";

interface Given {
  readonly options?: Readonly<Record<string, string>>;
  readonly noCacheFor?: readonly string[];
  readonly run?: string;
  readonly builds?: readonly { readonly name: string; readonly network: boolean }[];
  readonly targets?: readonly string[];
}

const warned = ({ options = {}, noCacheFor = [], run = "", builds = [], targets = [] }: Given) => {
  const processes = readProcessSettings(new Map(Object.entries(options)));
  return unusedOptions({ processes, noCacheFor }, [{ content: { run }, packages: { builds } }], targets).map(
    printDiagnostic,
  );
};

const SHOP = { name: "shop", network: false };
const OPTIONS = { ulimit: "nofile=1:2", "add-hosts": "a=10.0.0.1", "shm-size": "1", "cgroup-parent": "c" };

describe("options about programs that a build runs", () => {
  it("are warned of where it runs none", () => {
    const hint =
      "\n  hint: image.run and build() run programs; an option of the same name is for containers: docker run has it";
    expect(warned({ options: { ...OPTIONS, "force-network-mode": "none" } })).toEqual(
      ["--add-host", "--ulimit", "--shm-size", "--cgroup-parent", "--network=none"].map(
        (flag) => `${flag} is given, and this build runs no program that it could be for${hint}`,
      ),
    );
  });

  it("are for image.run and for builds", () => {
    expect(warned({ options: OPTIONS, run: "true" })).toEqual([]);
    expect(warned({ options: OPTIONS, builds: [SHOP] })).toEqual([]);
    expect(warned({})).toEqual([]);
  });

  it("are no network for what has none", () => {
    const options = { "force-network-mode": "host" };
    const message =
      "--network=host is given, and nothing in this build has a network\n  hint: build({ network: true }) has one; image.run never has";
    expect(warned({ options, run: "true" })).toEqual([message]);
    expect(warned({ options, builds: [SHOP] })).toEqual([message]);
    expect(warned({ options, builds: [{ ...SHOP, network: true }] })).toEqual([]);
    expect(warned({ options: { "force-network-mode": "none" }, run: "true" })).toEqual([]);
  });
});

describe("--no-cache-filter", () => {
  it("takes names of builds and images, large or small letters", () => {
    expect(warned({ noCacheFor: ["Shop", "web"], builds: [SHOP], targets: ["web", "worker"] })).toEqual([]);
  });

  it("is warned of where nothing has the name", () => {
    expect(warned({ noCacheFor: ["shpo"], builds: [SHOP] })).toEqual([
      '--no-cache-filter=shpo is given, and no build or image is called so\n  hint: did you mean "shop"?',
    ]);
    expect(warned({ noCacheFor: ["x"], builds: [SHOP], targets: ["web"] })).toEqual([
      "--no-cache-filter=x is given, and no build or image is called so\n  hint: there is shop, web",
    ]);
    expect(warned({ noCacheFor: ["x"] })).toEqual([
      "--no-cache-filter=x is given, and no build or image is called so\n  hint: this file has none: --no-cache makes everything again",
    ]);
  });
});
