import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { whyNothing } from "../../src/modules/nixos/nothing.ts";
import type { NixosAnswer } from "../../src/value/nixos-answer.ts";
import { askRealNixos } from "./ask-real-nixos.ts";
import { temporaryFolder } from "./engine.ts";
import { nixosContexts } from "./nixos-set.ts";
import { installNixInstantiate } from "./real-nix.ts";

/** What the small NixOS of ours answers a module in Nix. */
function answerTo(module: string): NixosAnswer {
  const { nixpkgs = "" } = nixosContexts();
  const asked = askRealNixos(join(installNixInstantiate(temporaryFolder()), "nix-instantiate"), nixpkgs, module);
  if ("error" in asked) throw new Error(asked.error);
  rmSync(dirname(dirname(dirname(asked.store))), { recursive: true });
  return asked.answer;
}

/** The options that come to nothing, and the line of the module where it says so. */
const leftOut = ({ defined }: NixosAnswer) =>
  defined
    .filter(({ path, isMade }) => whyNothing(path, isMade) !== undefined)
    .map(({ path, place }) => {
      return `${place?.line} ${path.join(".")}`;
    });

it("is told which options a module itself defines and an image has not, whatever stands around them", () => {
  const answer = answerTo(`
    options.mine.port = lib.mkOption { type = lib.types.port; default = 80; };
    config = lib.mkMerge [
      {
        services.hello-web.enable = true;
        boot.loader.grub.enable = lib.mkDefault true;
        boot.kernel.sysctl = lib.mkIf config.services.hello-web.enable { a = 1; };
        mine.port = 81;
        networking = lib.mkMerge [
          { hostName = "web"; }
          { interfaces.eth0 = lib.mkForce { }; }
        ];
        services.logind.lidSwitch = "ignore";
      }
      (lib.mkIf (config.mine.port == 80) { system.activationScripts.a = "true"; })
    ];`);
  expect(leftOut(answer)).toEqual([
    "7 boot.kernel.sysctl",
    "6 boot.loader.grub.enable",
    "10 networking.hostName",
    "11 networking.interfaces",
    "13 services.logind.lidSwitch",
  ]);
});

it("is told which fields of units a module itself defines and an image has not, by their full names", () => {
  const answer = answerTo(`
    systemd.services = lib.mkMerge [
      { web = lib.mkIf true { script = "true"; restartTriggers = [ "a" ]; }; }
      { web.stopIfChanged = lib.mkForce false;
        web.restartTriggers = lib.mkIf false [ "b" ]; }
    ];
    systemd.targets.web = { wants = [ "web.service" ]; restartTriggers = [ "a" ]; };`);
  expect(leftOut(answer)).toEqual([
    "3 systemd.services.web.restartTriggers",
    "4 systemd.services.web.stopIfChanged",
    "7 systemd.targets.web.restartTriggers",
  ]);
  expect(answer.targets).toMatchObject({ web: { wants: ["web.service"] } });
});

it("has what an image refuses and warns of users", () => {
  const { users } = answerTo(`
    users.users.alice = { isNormalUser = true; password = "secret"; linger = true; };
    users.users.bob = { isNormalUser = true; enable = false; hashedPasswordFile = "/run/bob"; };`);
  expect(users).toMatchObject({
    alice: { enable: true, password: "secret", linger: true },
    bob: { enable: false, hashedPasswordFile: "/run/bob" },
  });
});

it("is not told of what is off, null or empty", () => {
  const answer = answerTo(`boot.loader.grub.enable = lib.mkForce false; swapDevices = [ ]; boot.kernel.sysctl = { };`);
  expect(answer.defined).toEqual([]);
});

it("has users by the old name of the option", () => {
  const { users } = answerTo(`users.extraUsers.bob = { isNormalUser = true; };`);
  expect(Object.keys(users)).toEqual(["bob"]);
});

it("has what a module defines that every machine has where something is said of it", () => {
  expect(answerTo("services.hello-web.enable = true;").etc).not.toHaveProperty("ssh/ssh_config");
  expect(answerTo(`programs.ssh.extraConfig = "Compression yes";`).etc["ssh/ssh_config"]?.text).toMatch(
    /Compression yes/,
  );
});

it("has default packages where somebody sets them", () => {
  const names = (answer: NixosAnswer) => answer.packages.map(({ name }) => name.replace(/-[\d.]+$/, ""));
  expect(names(answerTo(""))).toEqual([]);
  expect(names(answerTo("environment.defaultPackages = [ pkgs.curl ];"))).toEqual(["curl"]);
});

it("has the variables that somebody sets, and not the machine's", () => {
  const { settings } = answerTo(`environment.variables.EDITOR = "vi";`);
  expect(settings).toEqual([{ path: ["environment", "variables"], value: { EDITOR: "vi" } }]);
});

it("has a group that every machine has where a service names it", () => {
  const { groups } = answerTo(
    `systemd.services.reader = { script = "true"; serviceConfig.SupplementaryGroups = [ "machine readers" "web" ]; };
     users.groups.web = { };`,
  );
  expect(Object.keys(groups)).toEqual(["machine", "web"]);
});
