import { describe, expect, it } from "vitest";
import { readCheck, whyUnknown } from "../../src/services/check-values.ts";
import { UnitSyntaxError } from "../../src/services/word-syntax.ts";

describe("the value of a condition", () => {
  it("is the comparison that is asked for at run time", () => {
    const values = {
      Memory: ["4G", "<1.5K", "== 10"],
      CPUs: ["2", "<>4"],
      KernelVersion: [">=5.10", " >= 5.10 <7", `">= 5.10" "!= 6"`, "5.* *.*"],
      Version: ["kernel >=5", "<5"],
      OSRelease: [`ID=nixos VERSION_ID>=25.05`, `"NAME$=Ex *" VARIANT_ID!=a`],
      Capability: ["CAP_CHOWN", "CAP_SYS_ADMIN"],
      CPUFeature: ["FMA3", "avx2"],
      FirstBoot: ["yes", "0"],
      ControlGroupController: ["cpu  memory"],
    };
    const read = Object.entries(values).flatMap(([kind, lines]) =>
      lines.map((line) => [kind, ...readCheck(kind, line).values]),
    );
    expect(read).toEqual([
      ["Memory", ">= 4294967296"],
      ["Memory", "< 1536"],
      ["Memory", "= 10"],
      ["CPUs", ">= 2"],
      ["CPUs", "!= 4"],
      ["KernelVersion", ">= 5.10"],
      ["KernelVersion", ">= 5.10", "< 7"],
      ["KernelVersion", ">= 5.10", "!= 6"],
      ["KernelVersion", "$= 5.*", "$= *.*"],
      ["Version", ">= 5"],
      ["Version", "< 5"],
      ["OSRelease", "ID = nixos", "VERSION_ID >= 25.05"],
      ["OSRelease", "NAME $= Ex *", "VARIANT_ID != a"],
      ["Capability", "0"],
      ["Capability", "21"],
      ["CPUFeature", "fma"],
      ["CPUFeature", "avx2"],
      ["FirstBoot", "yes"],
      ["FirstBoot", "no"],
      ["ControlGroupController", "cpu memory"],
    ]);
  });

  it("has prefixes before it", () => {
    expect(readCheck("PathExists", "|!/a b")).toEqual({
      kind: "PathExists",
      values: ["/a b"],
      negated: true,
      trigger: true,
    });
  });

  it("that is none is an error that says what it may be", () => {
    const messages = Object.entries({
      Memory: "much",
      CPUs: "<two",
      KernelVersion: ">=",
      OSRelease: "VERSION",
      Capability: "CAP_FLY",
      FirstBoot: "maybe",
      NeedsUpdate: "/usr",
      Security: "magic",
    }).map(([kind, value]) => {
      try {
        return readCheck(kind, value).values.join();
      } catch (error) {
        return error instanceof UnitSyntaxError ? error.message : "";
      }
    });
    expect(messages).toEqual([
      '"much" is not a number to compare with, such as ">=4"',
      '"<two" is not a number to compare with, such as ">=4"',
      '">=" is not a version to compare with, such as ">=5.10"',
      '"VERSION" is not a comparison with a field of os-release, such as "VERSION_ID>=25.05"',
      '"CAP_FLY" is not a capability',
      'must be true or false, not "maybe"',
      'must be /etc or /var, not "/usr"',
      '"magic" is not one of apparmor, selinux, smack, tomoyo, ima, audit, uefi-secureboot, tpm2, cvm, measured-uki, measured-os',
    ]);
  });

  it("may be about what nobody knows in a container", () => {
    expect(whyUnknown("Security", "tpm2")).toBe("a container cannot see whether the machine has tpm2");
    expect(whyUnknown("Version", "systemd >=250")).toBe("there is no systemd that runs the services");
    expect(whyUnknown("Version", "kernel >=5")).toBeUndefined();
  });
});
