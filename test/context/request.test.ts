import { describe, expect, it } from "vitest";
import { readRequest } from "../../src/context/request.ts";
import { readEnvironment } from "../../src/engine/environment.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { parsePlatform, platformId } from "../../src/value/platform.ts";

function request(
  options: Record<string, string>,
  workers: unknown = [{ platforms: [{ os: "linux", architecture: "arm64" }] }],
) {
  const env: Record<string, string> = { BUILDKIT_SESSION_ID: "s1", BUILDKIT_WORKERS: JSON.stringify(workers) };
  for (const [index, [key, value]] of Object.entries(options).entries()) {
    env[`BUILDKIT_FRONTEND_OPT_${index}`] = `${key}=${value}`;
  }
  return readRequest(readEnvironment(env));
}

const message = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.message;
    throw error;
  }
  throw new Error("expected an error");
};

describe("a request", () => {
  it("has settings for locks, evaluation and caches, and refuses what they are not", () => {
    expect(request({}).settings).toMatchObject({ lock: "use", evaluate: false, cacheTimeout: 60 });
    const args = { LOCK: "update", EVALUATE: "1", NIX: "/nix/store/x", CACHE_TIMEOUT: "2.5" };
    const options = Object.fromEntries(Object.entries(args).map(([name, value]) => [`build-arg:DECL_${name}`, value]));
    expect(request(options).settings).toMatchObject({
      lock: "update",
      evaluate: true,
      nix: "/nix/store/x",
      cacheTimeout: 2.5,
    });
    expect(message(() => request({ "build-arg:DECL_LOCK": "no" }))).toBe(
      '--build-arg DECL_LOCK="no" is none of use, ignore and update',
    );
    for (const text of ["soon", "0", "7200"]) {
      expect(message(() => request({ "build-arg:DECL_CACHE_TIMEOUT": text }))).toBe(
        `--build-arg DECL_CACHE_TIMEOUT="${text}" is not a number of seconds up to 3600`,
      );
    }
  });

  it.each([
    [{}, undefined],
    [{ "build-arg:DECL_BUILD": "" }, undefined],
    [{ "build-arg:DECL_BUILD": "never" }, "never"],
    [{ "build-arg:DECL_BUILD": "missing" }, "missing"],
    [{ "build-arg:DECL_BUILD": "always" }, "always"],
  ])("may say instead of the declaration what is built: %j", (options, build) => {
    expect(request(options).settings.build).toBe(build);
    expect(request(options).args).toEqual({});
  });

  it.each(["yes", "Always", "constructor", "1"])("refuses %j as what is built", (value) => {
    expect(message(() => request({ "build-arg:DECL_BUILD": value }))).toBe(
      `--build-arg DECL_BUILD="${value}" is none of never, missing and always`,
    );
  });

  it.each([
    [{}, false],
    [{ "attest:sbom": "" }, true],
    [{ "attest:sbom": "disabled=false" }, true],
    [{ "build-arg:BUILDKIT_ATTEST_SBOM": "" }, true],
    [{ "attest:provenance": "mode=min" }, false],
    [{ "attest:sbom": "generator=scanner/image:1" }, false],
    [{ "attest:sbom": 'x=y,"generator=scanner/image,1"' }, false],
  ])("asks for an SBOM, or leaves it to the scanner that it names: %j", (options, sbom) => {
    expect(request(options).sbom).toBe(sbom);
  });

  it("has the client's options, and defaults where it says nothing", () => {
    expect(request({ filename: "web.ts" })).toMatchObject({
      filename: "web.ts",
      sessionId: "s1",
      target: "",
      platforms: [{ os: "linux", architecture: "arm64", system: "aarch64-linux" }],
      multiPlatform: false,
      args: {},
      labels: {},
      noCache: false,
      cacheImports: [],
      sourceDateEpoch: 0,
    });
  });

  it("makes again what --no-cache and --no-cache-filter name: builds, or the whole image", () => {
    const again = (options: Readonly<Record<string, string>>) => {
      const { noCache, noCacheFor } = request(options);
      return [noCache, noCacheFor];
    };
    expect(again({ "no-cache": "" })).toEqual([true, []]);
    expect(again({ "no-cache": "shop,other" })).toEqual([false, ["shop", "other"]]);
    expect(again({ "no-cache": "Web", target: "web" })).toEqual([true, ["Web"]]);
    expect(again({ "no-cache": "default" })).toEqual([true, ["default"]]);
  });

  it("keeps values with equal signs whole", () => {
    expect(request({ "build-arg:A": "b=c=d" }).args).toEqual({ A: "b=c=d" });
  });

  it("does not hand BuildKit's and decl's own arguments to the declaration", () => {
    const { args, settings, sourceDateEpoch } = request({
      "build-arg:NAME": "web",
      "build-arg:BUILDKIT_SYNTAX": "x",
      "build-arg:SOURCE_DATE_EPOCH": "1700000000",
      "build-arg:DECL_BINARY_CACHES": " http://a  http://b ",
      "build-arg:DECL_TRUSTED_PUBLIC_KEYS": "k:AA==",
    });
    expect(args).toEqual({ NAME: "web" });
    expect(settings).toMatchObject({ binaryCaches: ["http://a", "http://b"], trustedPublicKeys: ["k:AA=="] });
    expect(sourceDateEpoch).toBe(1_700_000_000);
  });

  it("builds several platforms as a map, and one as a map when told to", () => {
    expect(request({ platform: "linux/amd64,linux/arm64" }).multiPlatform).toBe(true);
    expect(request({ platform: "linux/amd64", "multi-platform": "true" }).multiPlatform).toBe(true);
    expect(message(() => request({ platform: "linux/amd64,linux/arm64", "multi-platform": "false" }))).toBe(
      "2 platforms were asked for, and a result of one\n  hint: leave multi-platform=false out, or give one --platform",
    );
  });

  it("imports caches in the new form and the old", () => {
    expect(request({ "cache-imports": '[{"Type":"local","Attrs":{"src":"c"}}]' }).cacheImports).toEqual([
      { type: "local", attributes: { src: "c" } },
    ]);
    expect(request({ "cache-from": "a/b,c/d" }).cacheImports).toEqual([
      { type: "registry", attributes: { ref: "a/b" } },
      { type: "registry", attributes: { ref: "c/d" } },
    ]);
  });

  it("knows named contexts and whose session has their files", () => {
    const read = request({ "context:nix-cache": "local:nix-cache", "local-sessionid:nix-cache": "s2" });
    expect(read.context("nix-cache")).toEqual({ kind: "local", name: "nix-cache", localName: "nix-cache" });
    expect(read.context("other")).toBeUndefined();
    expect(read.sessionOf("nix-cache")).toBe("s2");
    expect(read.sessionOf("dockerfile")).toBe("s1");
  });

  it("reads the workers of old engines", () => {
    const workers = [{ ID: "w", Platforms: [{ OS: "linux", Architecture: "arm", Variant: "v7" }] }];
    expect(request({}, workers).platforms.map(platformId)).toEqual(["linux/arm/v7"]);
  });

  it("refuses what it cannot honour", () => {
    expect(message(() => request({ context: "https://u:p@x.example/y.git?depth=1" }))).toBe(
      "https://x.example/y.git?depth=… cannot be used: nothing is known of depth\n" +
        "  hint: such as …/app.git?tag=v1&subdir=images, or …/app.git#v1:images",
    );
    expect(message(() => request({ "build-arg:SOURCE_DATE_EPOCH": "today" }))).toBe(
      'SOURCE_DATE_EPOCH must be seconds since 1970, not "today"',
    );
  });
});

describe("a platform", () => {
  it.each([
    ["linux/amd64", "linux/amd64", "x86_64-linux"],
    ["linux/arm64/v8", "linux/arm64", "aarch64-linux"],
    ["aarch64", "linux/arm64", "aarch64-linux"],
    ["linux/x86_64", "linux/amd64", "x86_64-linux"],
    ["linux/arm", "linux/arm/v7", "armv7l-linux"],
    ["linux/386", "linux/386", "i686-linux"],
  ])("%s is %s, and %s to Nix", (text, id, system) => {
    const platform = parsePlatform(text);
    expect(platformId(platform)).toBe(id);
    expect(platform.system).toBe(system);
  });

  it.each(["windows/amd64", "linux/mips", ""])("%j is refused", (text) => {
    expect(message(() => parsePlatform(text))).toMatch(
      /^images for the platform ".*" cannot be built\n {2}hint: it must be one of linux\/386, linux\/amd64, /,
    );
  });
});
