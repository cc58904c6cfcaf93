import { describe, expect, it } from "vitest";
import { whyNothing } from "../../../src/modules/nixos/nothing.ts";

const UNIT =
  "name enable overrideStrategy requiredBy upheldBy wantedBy aliases description documentation requires wants upholds after before bindsTo " +
  "partOf conflicts requisite unitConfig onFailure onSuccess startLimitBurst startLimitIntervalSec restartTriggers reloadTriggers";

const USER =
  "enable name description uid isSystemUser isNormalUser group extraGroups home homeMode cryptHomeLuks pamMount shell " +
  "ignoreShellProgramCheck subUidRanges subGidRanges autoSubUidGidRange createHome useDefaultShell hashedPassword password " +
  "hashedPasswordFile passwordFile initialHashedPassword initialPassword packages expires linger openssh";

/** The fields that NixOS 26.11 has (nixos/lib/systemd-unit-options.nix, modules/config/users-groups.nix, modules/system/etc/etc.nix). */
const FIELDS: Readonly<Record<string, string>> = {
  "systemd.services":
    `${UNIT} environment path enableDefaultPath serviceConfig enableStrictShellChecks script scriptArgs preStart postStart reload ` +
    "preStop postStop jobScripts restartIfChanged reloadIfChanged stopIfChanged notSocketActivated startAt confinement runner",
  "systemd.targets": UNIT,
  "systemd.timers": `${UNIT} timerConfig`,
  "systemd.sockets": `${UNIT} listenStreams listenDatagrams socketConfig`,
  "users.users": USER,
  "users.extraUsers": USER,
  "users.groups": "name gid members",
  "users.extraGroups": "name gid members",
  "environment.etc": "enable target text source mode uid gid user group",
};

/** Those that come to nothing, and why. */
function idleFields(option: string) {
  return (FIELDS[option] ?? "").split(" ").flatMap((field) => {
    const why = whyNothing([...option.split("."), "web", field], false);
    return why === undefined ? [] : [`${field}: ${why}`];
  });
}

const SWITCHING = "it is about `nixos-rebuild switch`, and an image is not switched to";
const OF_UNITS = [
  "overrideStrategy: an instance that is declared always adds to its template",
  `restartTriggers: ${SWITCHING}`,
  `reloadTriggers: ${SWITCHING}`,
];

describe("a field of what NixOS has by name", () => {
  it.each(Object.keys(FIELDS))("is carried or named: %s", (option) => {
    expect(idleFields(option).filter((one) => one.includes("decl makes nothing of it"))).toEqual([]);
  });

  it("is named with the reason where it comes to nothing", () => {
    expect(idleFields("systemd.services")).toEqual([
      ...OF_UNITS,
      "enableStrictShellChecks: NixOS makes no programs of scripts here, which it would check",
      ...["restartIfChanged", "reloadIfChanged", "stopIfChanged", "notSocketActivated"].map(
        (field) => `${field}: ${SWITCHING}`,
      ),
      "runner: it is about tests of NixOS's own",
    ]);
    for (const option of ["systemd.targets", "systemd.timers", "systemd.sockets"]) {
      expect(idleFields(option), option).toEqual(OF_UNITS);
    }
    for (const option of Object.keys(FIELDS).filter((one) => !one.startsWith("systemd."))) {
      expect(idleFields(option), option).toEqual([]);
    }
  });

  it("is named where a newer NixOS has it", () => {
    expect(whyNothing(["users", "users", "alice", "telepathy"], true)).toBe("decl makes nothing of it");
  });
});
