import { describe, expect, it } from "vitest";
import { type BaseConfig, baseHistory, readBaseConfig } from "../../src/plan/base-config.ts";
import { type BaseImage, throughLinks } from "../../src/plan/base-image.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { ociConfig } from "../../src/plan/oci-config.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { configure, errorOf } from "../declaration/declare.ts";

describe("a path on a base", () => {
  const links = { "/bin": "usr/bin", "/lib": "/usr/lib", "/a": "b", "/b": "a" };
  it.each([
    ["/bin/x", "/usr/bin/x"],
    ["/lib/x/y", "/usr/lib/x/y"],
    ["/etc/x", "/etc/x"],
    ["/a/x", "/a/x"],
  ])("%s is %s where the base has links at its top", (path, real) => {
    expect(throughLinks(path, links)).toBe(real);
  });
});

const BASE: BaseConfig = {
  os: "linux",
  architecture: "amd64",
  config: {
    Env: ["A=base", "B=base=1", "PATH=/usr/bin"],
    Entrypoint: ["/entry"],
    Cmd: ["base-cmd"],
    User: "basil",
    WorkingDir: "/work",
    Labels: { a: "1", b: "1" },
    ExposedPorts: { "80/tcp": {} },
    Volumes: { "/data": {} },
    StopSignal: "SIGINT",
    Healthcheck: { Test: ["CMD", "true"] },
    Shell: ["/bin/ash", "-c"],
  },
  rootfs: { diff_ids: ["sha256:1", "sha256:2"] },
  history: [{ created: "2020-01-01T00:00:00Z", created_by: "ADD x" }],
};

async function configOn(base: BaseConfig | undefined, options: string) {
  const { config } = await configure(`export default { image: { from: "base", ${options} } };`);
  const image: BaseImage = {
    reference: "base",
    links: {},
    accounts: {},
    ...(base === undefined ? {} : { config: base }),
  };
  return ociConfig({
    platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
    created: 0,
    layerNames: ["ours"],
    container: imageContent(config).container,
    base: image,
  });
}

it("the times of a health check are seconds, or are written as in a Dockerfile", async () => {
  const { config } = await configOn(
    undefined,
    'healthcheck: { test: ["a"], interval: "1m30s", timeout: 7, startPeriod: "1h" }',
  );
  expect(config.Healthcheck).toEqual({
    Test: ["CMD", "a"],
    Interval: 90e9,
    Timeout: 7e9,
    StartPeriod: 3600e9,
    StartInterval: 5e9,
    Retries: 3,
  });
  expect(
    await errorOf(configure('export default { image: { healthcheck: { test: ["a"], interval: "soon" } } };')),
  ).toBe(
    'image.ts:1:65: must be a whole number from 1 to 1000000 or a time such as "1m30s" (image.healthcheck.interval)\n  hint: this is "soon"',
  );
});

describe("the configuration of a base", () => {
  it("holds where the image says nothing", async () => {
    const { config } = await configOn(BASE, "");
    expect(config).toMatchObject({
      Entrypoint: ["/entry"],
      Cmd: ["base-cmd"],
      User: "basil",
      WorkingDir: "/work",
      Labels: { a: "1", b: "1" },
      ExposedPorts: { "80/tcp": {} },
      Volumes: { "/data": {} },
      StopSignal: "SIGINT",
      Healthcheck: { Test: ["CMD", "true"] },
      Shell: ["/bin/ash", "-c"],
    });
    expect(config.Env).toContain("A=base");
  });

  it("is joined with the image's own, which wins", async () => {
    const { config } = await configOn(
      BASE,
      'env: { B: "ours" }, labels: { b: "2" }, exposedPorts: { "53/udp": {} }, user: "root", workingDir: "/", cmd: ["x"]',
    );
    expect(config).toMatchObject({
      Entrypoint: ["/entry"],
      Cmd: ["x"],
      User: "root",
      WorkingDir: "/",
      Labels: { a: "1", b: "2" },
      ExposedPorts: { "53/udp": {}, "80/tcp": {} },
    });
    expect(config.Env).toContain("B=ours");
    expect(config.Env?.filter((entry) => entry.startsWith("B="))).toHaveLength(1);
  });

  it("loses its command to an entrypoint of ours, as in a Dockerfile", async () => {
    const { config } = await configOn(BASE, 'entrypoint: ["/ours"]');
    expect(config.Entrypoint).toEqual(["/ours"]);
    expect(config.Cmd).toBeUndefined();
  });

  it("has our programs first in PATH", async () => {
    const sw = "/nix/var/nix/profiles/system/sw";
    const pathOf = async (base: BaseConfig | undefined, options = "") =>
      (await configOn(base, options)).config.Env?.find((entry) => entry.startsWith("PATH="));
    expect(await pathOf(BASE)).toBe(`PATH=${sw}/bin:${sw}/sbin:/usr/bin`);
    expect(await pathOf(undefined)).toMatch(
      /:\/usr\/local\/sbin:\/usr\/local\/bin:\/usr\/sbin:\/usr\/bin:\/sbin:\/bin$/,
    );
    expect(await pathOf(BASE, 'env: { PATH: "/mine" }')).toBe("PATH=/mine");
  });

  it("has one line of history for each layer, whatever the base says", async () => {
    expect((await configOn(BASE, "")).history.map(({ created_by }) => created_by)).toEqual([
      "ADD x",
      "base: base",
      "ours",
    ]);
    const tooMany = { ...BASE, history: ["1", "2", "3"].map((created_by) => ({ created_by })) };
    expect(
      baseHistory(tooMany, "base", "2020-01-01T00:00:00Z").filter(({ empty_layer }) => empty_layer !== true),
    ).toHaveLength(2);
    expect((await configOn(undefined, "")).history).toHaveLength(2);
  });

  it("that is not JSON is an error", () => {
    expect(() => readBaseConfig(Buffer.from("no"), "x")).toThrow(DeclError);
    expect(() => readBaseConfig(Buffer.from('{"config":{"Env":"A"}}'), "x")).toThrow(
      /configuration of x cannot be read/,
    );
    expect(readBaseConfig(Buffer.from('{"config":null,"history":null}'), "x").config).toBeNull();
  });
});
