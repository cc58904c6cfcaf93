import { describe, expect, it } from "vitest";
import { mkOption } from "../../../src/lib/option.ts";
import { types } from "../../../src/lib/types.ts";
import { NIXOS_OPTIONS } from "../../../src/modules/nixos/areas.ts";
import { nixosDefinitions } from "../../../src/modules/nixos/nixos.ts";
import { whyNothing } from "../../../src/modules/nixos/nothing.ts";
import { evaluateModules } from "../../../src/options/evaluate-modules.ts";
import { hostModule } from "../../../src/options/host-module.ts";
import { leftOutWarnings } from "../../../src/packages/nixos/left-out.ts";
import { nixosQuestion } from "../../../src/packages/nixos/nixos-question.ts";
import type { NixosAnswer } from "../../../src/value/nixos-answer.ts";
import { parsePlatform } from "../../../src/value/platform.ts";
import { NO_ANSWER } from "../../modules/nixos/no-answer.ts";

/** What is warned of where a declaration says `nixos`, and NixOS's modules have `answer`. */
function warningsOf(nixos: object, answer: Partial<NixosAnswer>, hasSetId = false) {
  const module = hostModule("test", {
    options: { nixos: mkOption({ type: types.nixos }) },
    config: { nixos },
  } as object);
  const definitions = nixosDefinitions(evaluateModules([module], undefined, () => true).records);
  const question = nixosQuestion({
    definitions,
    file: undefined,
    platform: parsePlatform("linux/amd64"),
    ...{ ...NIXOS_OPTIONS, values: [] },
  });
  return leftOutWarnings({ ...NO_ANSWER, ...answer }, whyNothing, definitions, question, hasSetId).map(
    ({ message, place, hint }) => {
      const where = place === undefined ? "" : `${place.file}:${place.start.line}: `;
      return `${where}${message}${hint === undefined ? "" : ` (${hint})`}`;
    },
  );
}

const ignored = (option: string, ...files: string[]) => ({ path: option.split("."), files });

/** An option that a file defines, in a line where that is known. */
const defined = (option: string, file: string, line?: number, isMade = false) => {
  return { path: option.split("."), file, place: line === undefined ? null : { file, line, column: 1 }, isMade };
};

describe("what NixOS is told and an image has not", () => {
  it("is one warning for each file and reason, at the line of the first", () => {
    const [disks, host] = ["/files/context/nixos/disks.nix", "/files/shared/host.nix"];
    const answer = {
      defined: [
        defined("boot.loader.grub.enable", disks, 3),
        defined("fileSystems", disks, 7),
        defined("boot.initrd.kernelModules", disks, 4),
        defined("networking.hostName", host, 2),
        defined("boot.tmp.useTmpfs", "image.ts"),
      ],
    };
    const boots = "an image boots nothing and has no kernel: kernel parameters are docker run --sysctl, or the host's";
    expect(warningsOf({ boot: { tmp: { useTmpfs: true } } }, answer)).toEqual([
      `nixos/disks.nix:3: NixOS's boot.loader.grub.enable, boot.initrd.kernelModules do nothing here: ${boots}`,
      "nixos/disks.nix:7: NixOS's fileSystems does nothing here: what is mounted is said to docker run: -v, --mount, --tmpfs; image.volumes names folders with data",
      "shared:host.nix:2: NixOS's networking.hostName does nothing here: Docker configures a container's network: docker run --network, --dns, --ip, --hostname",
      `NixOS's boot.tmp.useTmpfs does nothing here: ${boots}`,
    ]);
  });

  it("names the file where Nix does not know the line, and not more options than anybody reads", () => {
    const options = Array.from({ length: 20 }, (_, index) =>
      defined(`hardware.a${index}.enable`, "/files/context/a.nix"),
    );
    expect(warningsOf({}, { defined: options })).toEqual([
      expect.stringMatching(
        /^NixOS's hardware\.a0\.enable, .*, hardware\.a11\.enable and 8 more do nothing here, in a\.nix: /,
      ),
    ]);
  });

  it("is nothing to warn of where something is made of it, or modules read it", () => {
    const own = [
      "users.users",
      "environment.defaultPackages",
      "security.pam.sshAgentAuth.enable",
      "system.stateVersion",
    ];
    const answer = {
      defined: [
        ...own.map((option) => defined(option, "image.ts")),
        defined("networking.wg-quick.interfaces", "image.ts", 1, true),
      ],
    };
    expect(warningsOf({}, answer)).toEqual([]);
  });

  it("is a field of a unit, with its full name", () => {
    const fields = ["restartTriggers", "after", "stopIfChanged"].map((field) => `systemd.services.web.${field}`);
    const answer = { defined: fields.map((field, index) => defined(field, "/files/context/a.nix", index + 1)) };
    expect(warningsOf({}, answer)).toEqual([
      "a.nix:1: NixOS's systemd.services.web.restartTriggers, systemd.services.web.stopIfChanged do nothing here: it is about `nixos-rebuild switch`, and an image is not switched to",
    ]);
  });

  it("is an option of a NixOS that is newer, too", () => {
    expect(warningsOf({}, { defined: [defined("teleportation.enable", "image.ts")] })).toEqual([
      "NixOS's teleportation.enable does nothing here: decl makes nothing of it",
    ]);
  });

  it("is one warning for all that NixOS's modules set, those that the configuration imports too", () => {
    const answer = {
      defined: [defined("boot.loader.timeout", "/nixpkgs/nixos/modules/profiles/headless.nix", 3)],
      ignored: [
        ignored("systemd.slices", "/nixpkgs/nixos/a.nix"),
        ignored("boot.kernelModules", "/nixpkgs/nixos/b.nix"),
        ignored("fileSystems", "/files/context/nixos/disks.nix"),
      ],
    };
    expect(warningsOf({}, answer)).toEqual([
      "modules of NixOS set what does nothing here: boot.kernelModules, boot.loader.timeout, systemd.slices",
    ]);
  });

  it("is a set-id program, where none may be, and one with capabilities in any case", () => {
    const wrappers = { sudo: { setuid: true, capabilities: "" }, ping: { capabilities: "cap_net_raw+p" } };
    expect(warningsOf({}, { wrappers })).toEqual([
      "security.wrappers of NixOS come to nothing: ping, sudo (nixosSetIdPrograms: true has them as files that run as their owner)",
    ]);
    expect(warningsOf({}, { wrappers }, true)).toEqual([
      "security.wrappers of NixOS come to nothing: ping (a service has AmbientCapabilities)",
    ]);
  });
});
