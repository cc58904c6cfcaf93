import { describe, expect, it } from "vitest";
import { absentOption } from "../../src/modules/absent-options.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const define = (option: string, value: string) =>
  errorOf(
    configure(`export default { ${option.split(".").join(": { ")}: ${value}${" }".repeat(option.split(".").length)};`),
  );

describe("an option of NixOS that means nothing in a container is told why, and what does it here:", () => {
  it.each([
    [
      "boot.loader.grub.enable",
      "true",
      'image.ts:1:18: there is no option "boot"\n  hint: an image boots nothing and has no kernel: kernel parameters are docker run --sysctl, or the host\'s',
    ],
    [
      "networking.firewall.allowedTCPPorts",
      "[80]",
      'image.ts:1:32: there is no option "networking.firewall"\n  hint: the firewall is the host\'s: docker run -p publishes ports, image.exposedPorts says which there are',
    ],
    [
      "services.xserver.enable",
      "true",
      'image.ts:1:30: there is no option "services.xserver"\n  hint: a container has no screen, keyboard or sound of its own',
    ],
    [
      "security.acme.acceptTerms",
      "true",
      'image.ts:1:30: there is no option "security.acme"\n  hint: certificates come from outside: mount them, and name them with sslCertificate, or have a proxy before the container get them',
    ],
    [
      "nixpkgs.hostPlatform",
      '"x86_64-linux"',
      'image.ts:1:29: there is no option "nixpkgs.hostPlatform"\n  hint: the platform is that of the build: docker buildx build --platform linux/arm64',
    ],
  ])("%s", async (option, value, error) => {
    expect(await define(option, value)).toBe(error);
  });
});

it("a service or program without a module is told how to do without one", async () => {
  expect(await define("services.jellyfin.enable", "true")).toBe(
    'image.ts:1:30: there is no option "services.jellyfin"\n  hint: NixOS\'s module, where it has one, is nixos.services.jellyfin; others are written with systemd.services: docs/write-a-service-module.md shows how',
  );
  expect(await define("programs.neovim.enable", "true")).toBe(
    'image.ts:1:30: there is no option "programs.neovim"\n  hint: add the program to environment.systemPackages, its settings to environment.etc',
  );
});

it("an option of a module that we have in part is told the same way", async () => {
  const text =
    'export default { services: { postgresql: { ensureUsers: [{ name: "a", ensurePermissions: {} }], extensions: [] } } };';
  expect(await errorOf(configure(text))).toBe(
    'image.ts:1:71: there is no option "services.postgresql.ensureUsers.0.ensurePermissions"\n' +
      "  hint: ensureDBOwnership makes the database of the same name the user's\n" +
      'image.ts:1:97: there is no option "services.postgresql.extensions"\n' +
      "  hint: services.postgresql.package: nix`pkgs.postgresql.withPackages (p: [ p.postgis ])`",
  );
});

it("a misspelt name is still told the name that is meant", async () => {
  expect(await define("services.ngins.enable", "true")).toBe(
    'image.ts:1:30: there is no option "services.ngins"\n  hint: did you mean "nginx"?',
  );
});

it("no option that there is counts as absent", async () => {
  const { tree } = await configure("export default {};");
  const names = [...tree.children].flatMap(([group, node]) =>
    node.kind === "set" ? [[group], ...[...node.children.keys()].map((name) => [group, name])] : [[group]],
  );
  expect(names.filter((path) => absentOption(path) !== undefined)).toEqual([]);
});

it("system.stateVersion is taken and changes nothing", async () => {
  const { config, warnings } = await configure('export default { system: { stateVersion: "24.05" } };');
  expect([config.system.stateVersion, warnings]).toEqual(["24.05", []]);
});
