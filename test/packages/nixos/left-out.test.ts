import { describe, expect, it } from "vitest";
import { mkOption } from "../../../src/lib/option.ts";
import { types } from "../../../src/lib/types.ts";
import { NIXOS_IGNORED } from "../../../src/modules/nixos/areas.ts";
import { nixosDefinitions } from "../../../src/modules/nixos/nixos.ts";
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
    ...{ passed: [], ignored: [], values: [] },
  });
  return leftOutWarnings({ ...NO_ANSWER, ...answer }, NIXOS_IGNORED, definitions, question, hasSetId).map(
    ({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`),
  );
}

const ignored = (option: string, ...files: string[]) => ({ path: option.split("."), files });

describe("what NixOS is told and an image has not", () => {
  it("is warned of once where the declaration says it, whatever it is in a group", () => {
    expect(
      warningsOf(
        { boot: { loader: { grub: { enable: true } } } },
        { ignored: [ignored("boot.loader.grub.enable", "image.ts")] },
      ),
    ).toEqual(["NixOS's boot.loader does nothing here: an image boots nothing"]);
  });

  it("is warned of by the name of the .nix file that says it, in a group too", () => {
    const answer = {
      ignored: [
        ignored("fileSystems", "/files/context/nixos/disks.nix", "/files/context/nixos/more.nix"),
        ignored("boot.loader.systemd-boot.enable", "/files/context/configuration.nix"),
        ignored("networking.hostName", "/files/shared/host.nix"),
      ],
    };
    expect(warningsOf({}, answer)).toEqual([
      "NixOS's boot.loader.systemd-boot.enable does nothing here, in configuration.nix: an image boots nothing",
      "NixOS's fileSystems does nothing here, in nixos/disks.nix, nixos/more.nix: what is mounted is said to docker run: -v, --mount, --tmpfs",
      "NixOS's networking.hostName does nothing here, in shared:host.nix: the network of a container is Docker's: docker run has --network, --dns, --add-host and --hostname",
    ]);
  });

  it("is one warning for all that NixOS's modules set", () => {
    const answer = {
      ignored: [
        ignored("systemd.slices", "/nixpkgs/nixos/a.nix"),
        ignored("boot.kernelModules", "/nixpkgs/nixos/b.nix"),
      ],
    };
    expect(warningsOf({}, answer)).toEqual([
      "modules of NixOS set what does nothing here: boot.kernelModules, systemd.slices",
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
