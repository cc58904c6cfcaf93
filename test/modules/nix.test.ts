import { describe, expect, it } from "vitest";
import { configure, type DeclareOptions, errorOf } from "../declaration/declare.ts";

const nix = (options: string, more?: DeclareOptions) =>
  configure(`export default ({ lib, pkgs }) => ({ nix: { enable: true, ${options} } });`, more);

const confOf = async (options: string) => (await nix(options)).config.environment.etc["nix/nix.conf"]?.text;

describe("nix.enable", () => {
  it("is off by itself, and then there is no Nix in the image", async () => {
    const { config } = await configure("export default {};");
    expect(config.nix.enable).toBe(false);
    expect(config.environment.etc["nix/nix.conf"]).toBeUndefined();
    expect(config.users.users.nixbld1).toBeUndefined();
  });

  it("adds Nix, its configuration, and the users that builds run as", async () => {
    const { config } = await nix("");
    expect(config.environment.systemPackages.map(String)).toContain("\uE0D0nix\uE0D1");
    expect(config.users.users.nixbld32).toMatchObject({
      uid: 30032,
      group: "nixbld",
      isSystemUser: true,
      description: "Nix build user 32",
    });
    expect(config.image.files["/etc/group"]?.text).toMatch(/^nixbld:x:30000:nixbld1,nixbld10,/m);
  });

  it("has as many build users as are asked for", async () => {
    const { config } = await nix("nrBuildUsers: 2");
    expect(Object.keys(config.users.users).filter((name) => name.startsWith("nixbld"))).toEqual(["nixbld1", "nixbld2"]);
  });
});

describe("nix-daemon", () => {
  it("is a service where it is asked for, and else the image has no services", async () => {
    expect((await nix("")).config.systemd.services).toEqual({});
    const { config } = await nix("daemon: { enable: true }");
    expect(config.systemd.services["nix-daemon"]?.serviceConfig.ExecStart).toBe("\uE0D0nix\uE0D1/bin/nix-daemon");
  });
});

describe("nix.conf", () => {
  it("is what NixOS writes: sorted keys, extra- keys after them, then extraOptions", async () => {
    expect(
      await confOf(`settings: {
        "extra-substituters": ["https://a.example", "https://b.example"], "keep-outputs": true, "netrc-file": null,
        "experimental-features": ["nix-command", "flakes"], timeout: 3600,
      }, extraOptions: "connect-timeout = 5"`),
    ).toBe(`# WARNING: this file is generated from the nix.* options in
# your declaration. Do not edit it!
allowed-users = *
auto-optimise-store = false
cores = 0
experimental-features = nix-command flakes
keep-outputs = true
max-jobs = auto
netrc-file = 
require-sigs = true
sandbox = false
substituters = https://cache.nixos.org/
system-features = nixos-test benchmark big-parallel
timeout = 3600
trusted-public-keys = cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=
trusted-substituters = 
trusted-users = root
# extra-* settings must come after their non-extra counterpart
extra-sandbox-paths = 
extra-substituters = https://a.example https://b.example
connect-timeout = 5
`);
  });

  it("names store paths of packages", async () => {
    expect(await confOf('settings: { "pre-build-hook": pkgs.hello }')).toContain(
      "pre-build-hook = \uE0D0hello\uE0D1\n",
    );
  });

  it("takes the names that options had before, with a warning for each", async () => {
    const { config, warnings } = await nix('useSandbox: true, maxJobs: 4, trustedUsers: ["root", "@wheel"]');
    expect(config.nix.settings).toMatchObject({ sandbox: true, "max-jobs": 4, "trusted-users": ["root", "@wheel"] });
    expect(warnings.map(({ message }) => message)).toEqual([
      "the option nix.useSandbox is now called nix.settings.sandbox",
      "the option nix.maxJobs is now called nix.settings.max-jobs",
      "the option nix.trustedUsers is now called nix.settings.trusted-users",
    ]);
  });

  it("refuses values that a line cannot hold", async () => {
    expect(await errorOf(nix("settings: { timeout: { a: 1 } }"))).toBe(
      "image.ts:1:80: must be true or false or a whole number or a number or a string of one line or a package or null or a list (nix.settings.timeout)\n  hint: this is an object",
    );
  });
});

describe("channels and flakes", () => {
  it("NIX_PATH names the channels, in the environment of every process", async () => {
    const { config } = await nix('channels: { nixpkgs: "https://channels.example/nixos" }');
    const root = "/nix/var/nix/profiles/per-user/root/channels";
    expect(config.image.env.NIX_PATH).toBe(`nixpkgs=${root}/nixpkgs:${root}`);
    expect(config.image.files["/root/.nix-channels"]?.text).toBe("https://channels.example/nixos nixpkgs\n");
  });

  it("nixPath is NIX_PATH as it is", async () => {
    const { config } = await nix('nixPath: ["nixpkgs=/src", "/more"]');
    expect(config.image.env.NIX_PATH).toBe("nixpkgs=/src:/more");
  });

  it("without channels there is no NIX_PATH", async () => {
    expect((await nix("")).config.image.env.NIX_PATH).toBeUndefined();
  });

  it("registry.json has its entries by name, and packages as paths", async () => {
    const { config } = await nix(`registry: {
      nixpkgs: { to: { type: "github", owner: "NixOS", repo: "nixpkgs" } }, here: { flake: pkgs.hello, exact: false },
    }`);
    expect(JSON.parse(config.environment.etc["nix/registry.json"]?.text ?? "")).toEqual({
      version: 2,
      flakes: [
        { from: { type: "indirect", id: "here" }, to: { type: "path", path: "\uE0D0hello\uE0D1" }, exact: false },
        {
          from: { type: "indirect", id: "nixpkgs" },
          to: { type: "github", owner: "NixOS", repo: "nixpkgs" },
          exact: true,
        },
      ],
    });
  });
});
