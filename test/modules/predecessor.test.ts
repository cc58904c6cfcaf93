import { describe, expect, it } from "vitest";
import { builtInModules } from "../../src/modules/all.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { optionAt } from "../../src/options/option-at.ts";

/** What nix-container-images declares or takes from NixOS, by option group. */
const OPTIONS: Readonly<Record<string, string>> = {
  image: "name tag run env entryPoint exposedPorts from interactive",
  "s6.services.web": "enable type execStart script restartOnFailure workingDirectory user environment after execLogger",
  "systemd.services.web": "script preStart serviceConfig environment path after requires wantedBy startAt",
  environment:
    "systemPackages pathsToLink extraOutputsToInstall extraSetup etc variables sessionVariables shellAliases extraInit",
  "environment.etc.x": "enable text source target mode uid gid user group",
  users: "users groups mutableUsers enforceIdUniqueness defaultUserShell",
  "users.users.alice":
    "name uid group extraGroups home createHome shell useDefaultShell description isNormalUser isSystemUser packages " +
    "hashedPassword password passwordFile initialPassword initialHashedPassword subUidRanges subGidRanges",
  "users.groups.app": "name gid members",
  nix:
    "enable package maxJobs autoOptimiseStore buildCores useSandbox sandboxPaths extraOptions distributedBuilds " +
    "daemonNiceLevel daemonIONiceLevel buildMachines nrBuildUsers readOnlyStore binaryCaches trustedBinaryCaches " +
    "requireSignedBinaryCaches binaryCachePublicKeys trustedUsers allowedUsers nixPath checkConfig",
  "services.nginx": "enable package virtualHosts",
  "services.postgresql": "enable package",
  "security.pam": "services",
  "programs.bash": "enable interactiveShellInit loginShellInit promptInit",
};

const { tree } = evaluateModules(builtInModules);

describe("every option of the predecessor is there", () => {
  it.each(Object.entries(OPTIONS))("%s: %s", (group, names) => {
    const missing = names.split(" ").filter((name) => optionAt(tree, [...group.split("."), name]) === undefined);
    expect(missing).toEqual([]);
  });
});

it("NixOS's fixed numbers can be read as config.ids", () => {
  const { config } = evaluateModules(builtInModules);
  expect(config.ids).toMatchObject({
    uids: { root: 0, postgres: 71, grafana: 196, shoko: 328, nixbld: 30000, nobody: 65534 },
    gids: { root: 0, postgres: 71, docker: 131, render: 303, uinput: 327, nixbld: 30000, nogroup: 65534 },
  });
});
