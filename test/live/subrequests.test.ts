import { describe, expect, it } from "vitest";
import { type BuildOptions, build, offlineContexts, trustedKey } from "./engine.ts";

const WEB = `// syntax=decl/frontend
import { images } from "decl";
const web = ({ pkgs, args }) => ({
  image: { name: args.NAME ?? "web", labels: { "org.opencontainers.image.description": "A greeting" } },
  environment: { systemPackages: [pkgs.hello] },
});
export default images({
  default: web,
  worker: {},
});
`;
const BAD = WEB.replace("pkgs.hello", "pkgs.helo");

/** `docker buildx build --call=…` with what it prints, and nothing else. */
function call(flag: string, text: string, request: Partial<BuildOptions> = {}) {
  const options = [flag, "--progress=quiet", ...(request.options ?? [])];
  return build({ contexts: {}, ...request, files: { "web.ts": text }, options });
}

const { nixpkgs = "" } = offlineContexts();
const contexts = { nixpkgs };

describe("--call=check", () => {
  it("says that nothing is wrong, and downloads nothing", async () => {
    const quiet = await call("--call=check", WEB, { contexts });
    expect([quiet.code, quiet.output]).toEqual([0, expect.stringContaining("Check complete, no warnings found.")]);
    const { code, output } = await call("--call=check", WEB, {
      contexts: offlineContexts(),
      options: ["--progress=plain"],
    });
    expect(code).toBe(0);
    expect(output).toContain("[nix] load the names of the package set");
    expect(output).not.toMatch(/nix-cache|archives|hello/);
  });

  it("shows a mistake with its line, as a failed build does, and fails", async () => {
    for (const flag of ["--call=check", "--check"]) {
      const { code, output } = await call(flag, BAD, { contexts });
      expect(code).toBe(1);
      expect(output).toMatch(
        /^ERROR: web\.ts:5:35: there is no package "helo" for x86_64-linux\n {2}hint: did you mean "hello"\?\n.*web\.ts:5\n/m,
      );
      expect(output).toContain("   5 | >>>   environment: { systemPackages: [pkgs.helo] },");
    }
  });

  it("warns of a build argument that nobody reads, and fails", async () => {
    const { code, output } = await call("--call=check", WEB, { contexts, args: { NAEM: "x" } });
    expect(output).toContain("Check complete, 1 warning has been found!");
    expect(output).toContain(
      'WARNING: UnreadArgument\n--build-arg NAEM is given and the declaration never reads it\n  hint: did you mean "NAME"?',
    );
    expect(code).toBe(1);
  });

  it("answers programs in JSON", async () => {
    const { code, output } = await call("--call=check,format=json", WEB, { contexts, args: { NAEM: "x" } });
    const { warnings, sources } = JSON.parse(output);
    expect(warnings).toMatchObject([{ ruleName: "UnreadArgument", location: { sourceIndex: -1 } }]);
    expect(sources).toMatchObject([{ filename: "web.ts", language: "TypeScript" }]);
    expect(code).toBe(1);
  });
});

it("--call=outline lists the image and what it can be given, without a package set", async () => {
  const { code, output } = await call("--call=outline", WEB, { args: { NAME: "mine" } });
  expect(output).toMatch(/^TARGET: +mine\n\nDESCRIPTION: +A greeting$/m);
  expect(output).toMatch(/^BUILD ARG +VALUE +DESCRIPTION\nNAME +mine *\nDECL_BINARY_CACHES +Addresses of /m);
  expect(output).toContain(trustedKey());
  expect(code).toBe(0);
  const json = await call("--call=outline,format=json", WEB, { options: ["--target=worker"] });
  expect(JSON.parse(json.output).args.map(({ name }: { name: string }) => name)).toEqual([
    "DECL_BINARY_CACHES",
    "DECL_TRUSTED_PUBLIC_KEYS",
    "DECL_LOCK",
    "DECL_BUILD",
    "DECL_EVALUATE",
    "DECL_NIX",
    "DECL_ALLOW_HOSTS",
    "DECL_SECRET_HOSTS",
    "DECL_CACHE_TIMEOUT",
  ]);
});

it("--call=outline lists the packages with what the package set says of them", async () => {
  const { output } = await call("--call=outline", WEB, { contexts });
  expect(output).toMatch(
    /^PACKAGE +VERSION +LICENSE +HOMEPAGE\npkgs\.hello +2\.[\d.]+ +GPL-3\.0-or-later +https:\/\/www\.gnu\.org\/software\/hello\/$/m,
  );
});

it("--call=targets lists the images of the file", async () => {
  const { code, output } = await call("--call=targets", WEB);
  expect(output).toMatch(/^TARGET +DESCRIPTION\ndefault \(default\) *\nworker *$/m);
  expect(code).toBe(0);
  expect((await call("--call=targets", "// syntax=decl/frontend\nexport default {};")).output).toMatch(
    /^\(default\) *$/m,
  );
});

it("--call=subrequests.describe lists the subrequests", async () => {
  const { code, output } = await call("--call=subrequests.describe", WEB);
  expect(output).toMatch(/^NAME +VERSION DESCRIPTION\noutline +1\.1\.0 .*\ntargets +1\.0\.0 .*\nlint +1\.0\.0 /m);
  expect(code).toBe(0);
});

it("any other --call is refused with those that there are", async () => {
  const { code, output } = await call("--call=nonsense", WEB);
  expect(output).toContain(
    "unsupported request frontend.nonsense: --call can be outline, targets, lint, schema, subrequests.describe\n",
  );
  expect(output).not.toContain(">>>");
  expect(code).toBe(1);
});

it("a mistake is shown with its line whatever is asked for", async () => {
  for (const flag of ["--call=outline", "--call=targets"]) {
    const { code, output } = await call(flag, WEB.replace("images({", "images({ ..."));
    expect(output).toContain("   8 | >>>   default: web,");
    expect(code).toBe(1);
  }
});

it("a build reports its warnings at the end", async () => {
  const { code, output } = await build({
    files: { "web.ts": WEB },
    args: { NAEM: "x" },
    options: ["--target=worker"],
  });
  expect(output).toContain("1 warning found");
  expect(output).toContain(" - --build-arg NAEM is given and the declaration never reads it");
  expect(code).toBe(0);
});
