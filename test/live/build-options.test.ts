import { describe, expect, it } from "vitest";
import { build, dockerOutput, errorIn } from "./engine.ts";

/** Builds this declaration, whose module is `options`. */
const built = (options: string, flags: readonly string[] = [], debug = false) =>
  build({
    files: {
      "image.ts": `// syntax=decl/frontend\nimport { build, image } from "decl";\nexport default image(({ pkgs }) => (${options}));\n`,
    },
    options: flags,
    debug,
  });

const FLAGS = ["--ulimit=nofile=321:321", "--shm-size=8m", "--add-host=db.example:10.1.2.3"];

/** What a program finds of them, as lines. */
const LOOK =
  "ulimit -n; while read -r line; do case $line in *db.example*) echo $line;; esac; done < /etc/hosts; df -m /dev/shm | tail -n 1 | awk '{ print $2 }'";

describe("options of docker build about programs", () => {
  it("reach image.run and build()", async () => {
    const name = "live-build-options";
    const options = `{
  image: { cmd: ["cat", "/result", \`\${build({ name: "look", packages: [pkgs.gawk], script: ${JSON.stringify(`(${LOOK}) > $out`)} })}\`],
    run: ${JSON.stringify(`(${LOOK}) > /result`)} },
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils, pkgs.gawk], binsh: \`\${pkgs.bash}/bin/sh\` },
}`;
    const { code, output } = await built(options, [...FLAGS, "-t", name, "--load"]);
    expect(code, output).toBe(0);
    const printed = await dockerOutput(["run", "--rm", "--network=none", name]);
    const lines = printed
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/\s+/).join(" "));
    expect(lines).toEqual(["321", "10.1.2.3 db.example", "8", "321", "10.1.2.3 db.example", "8"]);
    await dockerOutput(["rmi", name]);
  });

  it("are warned of where nothing runs, as is --no-cache-filter with a name that nothing has", async () => {
    const { code, output } = await built("{}", [...FLAGS, "--network=host", "--no-cache-filter=shop"]);
    expect(code, output).toBe(0);
    for (const flag of ["--ulimit", "--shm-size", "--add-host", "--network=host"]) {
      expect(output).toContain(`${flag} is given, and this build runs no program that it could be for`);
    }
    expect(output).toContain("--no-cache-filter=shop is given, and no build or image is called so");
  });
});

describe("a program that is not there", () => {
  it.each([
    [
      "{\n  image: { cmd: [`${pkgs.hello}/bin/helo`] } }",
      /^image\.ts:4:17: \/nix\/store\/\S+\/bin\/helo is to be run, and is not there: did you mean "hello"\?$/,
    ],
    [
      "{\n  systemd: { services: { a: { serviceConfig: { ExecStart: `${pkgs.hello}/bin/nope -x` } } } } }",
      /^image\.ts:4:59: \/nix\/store\/\S+\/bin\/nope is to be run, and is not there: there is hello$/,
    ],
    [
      "{\n  environment: { systemPackages: [pkgs.hello] }, image: { healthcheck: { test: ['CMD-SHELL', 'true'] } } }",
      /^image\.ts:4:80: \/bin\/sh is to run a line of a check, and the image has no shell: environment\.systemPackages with pkgs\.bash has one$/,
    ],
  ])("is found in the build: %s", async (options, message) => {
    expect(errorIn(await built(options))).toMatch(message);
  });

  it("is there with a shell, and where the check has its own program", async () => {
    const options =
      "{ environment: { systemPackages: [pkgs.bash] }, image: { healthcheck: { test: ['CMD-SHELL', 'true'] } } }";
    const { code, output } = await built(options);
    expect(code, output).toBe(0);
  });
});

describe("what is printed", () => {
  it("of fetching is a line with a total, for each platform", async () => {
    const options = "{ environment: { systemPackages: [pkgs.curl] } }";
    const names = (output: string) => [
      ...new Set(Array.from(output.matchAll(/^#\d+ (\[nix\] .* store paths.*)$/gm), ([, name = ""]) => name)),
    ];
    // A step that another build is at too is also shown with that build's line.
    const one = await built(options);
    expect(names(one.output)).toContainEqual(expect.stringMatching(/^\[nix\] \d+ store paths, [\d.]+ MB$/));
    expect(one.output).not.toMatch(/\[nix\] curl/);
    const two = await built(options, ["--platform=linux/amd64,linux/arm64"]);
    for (const platform of ["amd64", "arm64"]) {
      const line = new RegExp(`^\\[nix\\] \\d+ store paths for linux/${platform}, [\\d.]+ MB$`);
      expect(names(two.output).filter((name) => line.test(name))).toHaveLength(1);
    }
  });

  it("of a lock file says where it is written", async () => {
    const { output } = await built("{ environment: { systemPackages: [pkgs.hello] } }", ["--target=lock"]);
    expect(output).toMatch(
      /^image\.lock\.json: \d+ store paths\n {2}it is written into the folder that -o names, and without -o nowhere$/m,
    );
  });
});
