import { describe, expect, it } from "vitest";
import { errorIn } from "./engine.ts";
import { buildDeclared, type Declared, oneshot, tryDeclared } from "./services/declared.ts";

/** What a build warns of, and that each warning has its line in the declaration. */
async function warningsOf(systemd: NonNullable<Declared["systemd"]>): Promise<string[]> {
  const { output } = await buildDeclared({ systemd });
  return [...output.matchAll(/^.* - image\.ts:(\d+): (.*)\n(?!image\.ts)(.*)$|^.* - image\.ts:(\d+): (.*)$/gm)]
    .map(([, line, text = "", hint, otherLine, otherText]) => {
      // Options stand below what all declarations have.
      expect(Number(line ?? otherLine)).toBeGreaterThan(20);
      return hint === undefined ? (otherText ?? text) : `${text}; ${hint}`;
    })
    .toSorted();
}

describe("what is not supported is a warning with its line", () => {
  it("of services: unknown options, with what was meant; conditions; what a container does otherwise", async () => {
    const warnings = await warningsOf({
      services: {
        a: oneshot("true", {
          serviceConfig: {
            Restrt: "no",
            FileDescriptorStoreMax: 3,
            Type: "dbus",
            StandardInput: "tty",
            StandardOutput: "kmsg",
          },
          unitConfig: {
            JobTimeoutSec: 3,
            ConditionFirmware: "uefi",
            AssertSecurity: "tpm2",
            "X-Mine": "is for others",
          },
          after: ["no-such.service", "network-online.target"],
        }),
      },
    });
    expect(warnings).toMatchInlineSnapshot(`
      [
        ""kmsg" is not possible in a container (systemd.services.a.serviceConfig.StandardOutput); what the service writes goes to the container's output",
        ""tty" is not possible for a supervised service (systemd.services.a.serviceConfig.StandardInput); its input is /dev/null",
        "FileDescriptorStoreMax is not supported and does nothing (systemd.services.a.serviceConfig.FileDescriptorStoreMax)",
        "JobTimeoutSec is not supported and does nothing (systemd.services.a.unitConfig.JobTimeoutSec)",
        "Restrt is not supported and does nothing (systemd.services.a.serviceConfig.Restrt); did you mean "Restart"?",
        "a container cannot see whether the machine has tpm2 (systemd.services.a.unitConfig.AssertSecurity); it counts as met",
        "a container does not see the machine's firmware (systemd.services.a.unitConfig.ConditionFirmware); it counts as met",
        "nothing waits for a name on the bus in a container (systemd.services.a.serviceConfig.Type); the service is started as Type=simple",
        "there is no unit "no-such.service", so nothing waits for it or starts it (systemd.services.a.after)",
      ]
    `);
  });

  it("of NixOS's options for `nixos-rebuild switch`", async () => {
    const warnings = await warningsOf({
      services: {
        "a@": oneshot("true"),
        "a@1": {
          overrideStrategy: "asDropin",
          onFailureJobMode: "replace",
          restartTriggers: ["x"],
          reloadTriggers: ["x"],
          restartIfChanged: false,
          reloadIfChanged: true,
          stopIfChanged: false,
          notSocketActivated: true,
          documentation: ["man:true(1)"],
          upholds: ["b.service"],
        },
        b: oneshot("true"),
      },
    });
    expect(warnings).toMatchInlineSnapshot(`
      [
        "notSocketActivated, reloadIfChanged, reloadTriggers, restartIfChanged, restartTriggers and stopIfChanged do nothing here: it is about \`nixos-rebuild switch\`, and an image is not switched to (systemd.services.a@1.restartTriggers); the same at image.ts:35:27, image.ts:38:29, image.ts:39:28, image.ts:40:26, image.ts:41:31",
        "onFailureJobMode does nothing here: OnFailure never takes jobs away (systemd.services.a@1.onFailureJobMode)",
        "overrideStrategy does nothing here: an instance that is declared always adds to its template (systemd.services.a@1.overrideStrategy)",
      ]
    `);
  });

  it("of timers and targets", async () => {
    const warnings = await warningsOf({
      services: { a: oneshot("true") },
      targets: { stage: { unitConfig: { AllowIsolate: true } } },
      timers: { a: { timerConfig: { OnBootSec: 1, OnCalender: "daily" }, unitConfig: { StopWhenUnneeded: true } } },
    });
    expect(warnings).toMatchInlineSnapshot(`
      [
        "AllowIsolate is not supported and does nothing (systemd.targets.stage.unitConfig.AllowIsolate)",
        "OnCalender is no setting of timers that is known here; it has no effect (systemd.timers.a.timerConfig.OnCalender); did you mean "OnCalendar"?",
        "StopWhenUnneeded is not supported and does nothing (systemd.timers.a.unitConfig.StopWhenUnneeded)",
      ]
    `);
  });

  it("of tmpfiles", async () => {
    const warnings = await warningsOf({
      tmpfiles: { rules: ["d /run/a 0755 - - 10d", "x /run/b", "c /dev/x - - - - 1:3", "d /var/run/c"] },
    });
    expect(warnings).toMatchInlineSnapshot(`
      [
        ""c /dev/x - - - - 1:3" has no effect: a container cannot make device nodes (systemd.tmpfiles.rules.2)",
        ""x /run/b" has no effect: nothing is ever cleaned up, so nothing need be left out of it (systemd.tmpfiles.rules.1)",
        "/var/run/c is taken as /run/c: /var/run is an old name of /run (systemd.tmpfiles.rules.3)",
        "the age 10d has no effect: nothing is ever cleaned up (systemd.tmpfiles.rules.0); write "-" for the age",
      ]
    `);
  });
});

describe("sandboxing options", () => {
  const services = {
    a: oneshot("true", {
      serviceConfig: { ProtectSystem: "strict", PrivateTmp: true, SystemCallFilter: ["@system-service"] },
    }),
    b: oneshot("true", { serviceConfig: { MemoryMax: "1G" } }),
  };

  it("are one warning for all units, which says which has what and how to silence it", async () => {
    const warnings = await warningsOf({ services });
    expect(warnings).toEqual([
      "a.service and b.service have options that only the container itself can give, and they do nothing here: MemoryMax, PrivateTmp, ProtectSystem, SystemCallFilter (systemd.services.a.serviceConfig); `docker run` has options for most of them; `systemd.quietAboutSandbox = true` silences this",
    ]);
  });

  it("are silent with systemd.quietAboutSandbox, and only they", async () => {
    const unknown = { c: oneshot("true", { serviceConfig: { Restrt: "no" } }) };
    const warnings = await warningsOf({ quietAboutSandbox: true, services: { ...services, ...unknown } });
    expect(warnings).toEqual([
      'Restrt is not supported and does nothing (systemd.services.c.serviceConfig.Restrt); did you mean "Restart"?',
    ]);
  });
});

it("a value that cannot be meant is an error with its line, and all of them are told", async () => {
  const failed = await tryDeclared({
    systemd: {
      services: {
        a: oneshot("true", { serviceConfig: { Restart: "sometimes", User: "nobody-here", TimeoutStopSec: "soon" } }),
      },
    },
  });
  const error = errorIn(failed);
  expect(error).toMatch(/image\.ts:\d+:\d+: must be one of no, always, .* not "sometimes"/);
  expect(error).toMatch(/image\.ts:\d+:\d+: there is no user "nobody-here" in the image/);
  expect(error).toMatch(/image\.ts:\d+:\d+: .*soon/);
});
