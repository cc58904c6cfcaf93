import { expect, it } from "vitest";
import { decl } from "../cli/fixture.ts";

/** What `decl check` says of units, without the excerpts: each with its line, and its hint below it. */
async function messagesFor(systemd: string): Promise<string> {
  const { stderr } = await decl({ "web.ts": `export default {\n${systemd}\n};` }, "check", "FOLDER/web.ts");
  return stderr
    .split("\n")
    .filter((line) => /^(?:error|warning| {2}hint): /.test(line))
    .map((line) => line.replace(/FOLDER\/web\.ts:(\d+):\d+/, "line $1"))
    .join("\n");
}

it("every mistake in a service is an error at its line, with what may be meant", async () => {
  const errors = await messagesFor(`systemd: { services: {
  identity: { script: "x", serviceConfig: {
    User: "rot",
  } },
  groups: { script: "x", serviceConfig: {
    Group: "rot",
    SupplementaryGroups: "nogrup",
  } },
  ends: { script: "x", serviceConfig: {
    Type: "oneshot",
    Restart: "always",
    SuccessExitStatus: "TERM 300",
    RestartPreventExitStatus: "BAD",
    RestartForceExitStatus: "-1",
    FinalKillSignal: "99",
    ReloadSignal: "SIGNO",
    RestartSec: "5 parsecs",
    WatchdogSec: "-1",
  } },
  files: { script: "x", serviceConfig: {
    RootDirectory: "srv",
    StateDirectory: "../up",
    RuntimeDirectory: "/run/x",
    RuntimeDirectoryMode: "rwx",
    UMask: "9",
    EnvironmentFile: "env",
    StandardInput: "file:in",
    StandardOutput: "append:log/out",
    StandardError: "file:err",
  } },
  values: { script: "x", serviceConfig: {
    Environment: ["word", "1A=b"],
    LimitNOFILE: "1:2:3",
    LimitCPU: "long",
    AmbientCapabilities: "CAP_FLY",
    CapabilityBoundingSet: "~CAP_FLY",
    OOMScoreAdjust: 2000,
    RuntimeDirectoryPreserve: "perhaps",
  } },
  commands: { serviceConfig: {
    Type: "oneshot",
    ExecStart: ["--/bin/a", "|/bin/a", "+!/bin/a", "-", "$A b", "@/bin/a", "/bin/a \\\\q"],
    ExecStartPre: "/bin/a %Q",
  } },
  twice: { script: "x" },
  lacks: { script: "x", aliases: ["zwei"],
    requires: ["twise.service"],
    unitConfig: {
      BindsTo: "a.path",
    } },
  "sp ace": { script: "x" },
}, targets: { "a b": {} }, timers: { "c d": { timerConfig: { OnBootSec: 1 } } } },
s6: { services: {
  twice: { execStart: "/bin/a" },
  logged: { execStart: "/bin/a", execLogger: "'/bin/log" },
  "e/f": { execStart: "/bin/a" },
  native: {
    execStart: "'/bin/a",
    user: "nobdy",
    workingDirectory: "srv",
    environment: { A: "%Q" },
  },
  both: { script: "x",
    execStart: "/bin/a" },
} },`);
  expect(errors).toMatchInlineSnapshot(`
    "error: line 44: %Q is no specifier; write %% for a percent sign (systemd.services.commands.serviceConfig.ExecStartPre)
    error: line 43: the prefix - is there twice (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: the prefix | (a login shell) is not supported (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: of the prefixes +, ! and !! there can be one (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: there is no program after the prefixes (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: a variable cannot be the program (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: after the prefix @ the program's name follows the program (systemd.services.commands.serviceConfig.ExecStart)
    error: line 43: \\q is not an escape that systemd knows (systemd.services.commands.serviceConfig.ExecStart)
    error: line 12: a service of Type=oneshot cannot have Restart=always: it would run for ever (systemd.services.ends.serviceConfig.Restart)
    error: line 16: "99" is not a signal (systemd.services.ends.serviceConfig.FinalKillSignal)
    error: line 19: a time span is not negative, at character 1 of "-1" (systemd.services.ends.serviceConfig.WatchdogSec)
    error: line 18: there is no unit of time "parsecs", at character 3 of "5 parsecs" (systemd.services.ends.serviceConfig.RestartSec)
    error: line 13: "300" is neither an exit code nor a signal (systemd.services.ends.serviceConfig.SuccessExitStatus)
    error: line 14: "BAD" is neither an exit code nor a signal (systemd.services.ends.serviceConfig.RestartPreventExitStatus)
    error: line 15: "-1" is neither an exit code nor a signal (systemd.services.ends.serviceConfig.RestartForceExitStatus)
    error: line 17: "SIGNO" is not a signal (systemd.services.ends.serviceConfig.ReloadSignal)
    error: line 26: must be an octal mode, not "9" (systemd.services.files.serviceConfig.UMask)
    error: line 28: must be an absolute path, not "in" (systemd.services.files.serviceConfig.StandardInput)
    error: line 22: must be an absolute path, not "srv" (systemd.services.files.serviceConfig.RootDirectory)
    error: line 27: must be an absolute path, not "env" (systemd.services.files.serviceConfig.EnvironmentFile)
    error: line 29: must be an absolute path, not "log/out" (systemd.services.files.serviceConfig.StandardOutput)
    error: line 30: must be an absolute path, not "err" (systemd.services.files.serviceConfig.StandardError)
    error: line 25: must be an octal mode, not "rwx" (systemd.services.files.serviceConfig.RuntimeDirectoryMode)
    error: line 24: "/run/x" must be a path below /run (systemd.services.files.serviceConfig.RuntimeDirectory)
    error: line 23: "../up" must be a path below /var/lib (systemd.services.files.serviceConfig.StateDirectory)
    error: line 7: there is no group "rot" in the image (systemd.services.groups.serviceConfig.Group)
      hint: did you mean "root"?
    error: line 4: there is no user "rot" in the image (systemd.services.identity.serviceConfig.User)
      hint: did you mean "root"?
    error: line 52: "sp ace" cannot be a unit's name (systemd.services.sp ace)
      hint: letters, digits and any of ":_.-@%\\"
    error: line 38: must be a whole number from -1000 to 1000, not "2000" (systemd.services.values.serviceConfig.OOMScoreAdjust)
    error: line 37: "CAP_FLY" is not a capability (systemd.services.values.serviceConfig.CapabilityBoundingSet)
    error: line 35: expected a number, at character 1 of "long" (systemd.services.values.serviceConfig.LimitCPU)
    error: line 34: "1:2:3" is not a limit such as "1024" or "1024:4096" (systemd.services.values.serviceConfig.LimitNOFILE)
    error: line 33: "word" is not an assignment such as NAME=value; a value with spaces is quoted: "NAME=a b" (systemd.services.values.serviceConfig.Environment)
    error: line 33: "1A" is not a variable's name (systemd.services.values.serviceConfig.Environment)
    error: line 36: "CAP_FLY" is not a capability (systemd.services.values.serviceConfig.AmbientCapabilities)
    error: line 39: must be true or false, not "perhaps" (systemd.services.values.serviceConfig.RuntimeDirectoryPreserve)
    error: line 56: the quote ' is not closed (s6.services.logged.execLogger)
    error: line 65: only a service of Type=oneshot has more than one command; this has 2 (s6.services.both.execStart)
    error: line 57: "e/f" cannot be a unit's name (s6.services.e/f)
      hint: letters, digits and any of ":_.-@%\\"
    error: line 59: the quote ' is not closed (s6.services.native.execStart)
    error: line 60: there is no user "nobdy" in the image (s6.services.native.user)
      hint: did you mean "nobody"?
    error: line 61: must be an absolute path or ~, not "srv" (s6.services.native.workingDirectory)
    error: line 62: %Q is no specifier; write %% for a percent sign (s6.services.native.environment)
    error: line 55: twice.service is there twice: also as systemd.services.twice (s6.services.twice)
    error: line 53: "a b" cannot be a unit's name (systemd.targets.a b)
      hint: letters, digits and any of ":_.-@%\\"
    error: line 53: "c d" cannot be a unit's name (systemd.timers.c d)
      hint: letters, digits and any of ":_.-@%\\"
    error: line 47: "zwei" cannot be a unit's name (systemd.services.lacks.aliases)
      hint: a unit's name has a suffix such as .service
    error: line 48: there is no unit "twise.service" (systemd.services.lacks.requires)
      hint: did you mean "twice.service", "ends.service" or "files.service"?
    error: line 50: there are no path units in a container, and so no "a.path" (systemd.services.lacks.unitConfig.BindsTo)
      hint: have the service watch the path itself"
  `);
});

it("what cannot be had is a warning at its line, with what happens instead", async () => {
  const warnings = await messagesFor(`systemd: { services: {
  a: { script: "x",
    after: [
      "srv.automount", "dev-a.swap", "a.path", "session.scope", "b@one.service",
      "web-b.service",
    ],
    before: ["mail.service"],
    requires: [
      "srv.automount",
      "dev-a.swap",
    ],
    onFailure: ["mail.service"],
    serviceConfig: {
      Type: "dbus",
      StandardInput: "socket",
      StandardOutput: "tty",
      StandardError: "kmsg",
      LogsDirectory: "a:b",
      MemoryMax: "1G",
    } },
  "web_b": { script: "x",
    reloadIfChanged: true,
    unitConfig: {
      ConditionPathIsEncrypted: "/a",
      AssertVersion: "glibc >= 2",
      SuccessAction: "exit",
      Wants: "web_d.service",
      Before: "network.target web_e.target",
    } },
}, targets: { t: {
  wants: ["web_c.service"],
} } },`);
  expect(warnings).toMatchInlineSnapshot(`
    "warning: line 15: nothing waits for a name on the bus in a container (systemd.services.a.serviceConfig.Type)
      hint: the service is started as Type=simple
    warning: line 16: "socket" is not possible for a supervised service (systemd.services.a.serviceConfig.StandardInput)
      hint: its input is /dev/null
    warning: line 17: "tty" is not possible in a container (systemd.services.a.serviceConfig.StandardOutput)
      hint: what the service writes goes to the container's output
    warning: line 18: "kmsg" is not possible in a container (systemd.services.a.serviceConfig.StandardError)
      hint: what the service writes goes to the container's output
    warning: line 19: the link "b" to /var/log/a is not made (systemd.services.a.serviceConfig.LogsDirectory)
    warning: line 20: a.service has options that only the container itself can give, and they do nothing here: MemoryMax (systemd.services.a.serviceConfig.MemoryMax)
      hint: \`docker run\` has options for most of them; \`systemd.quietAboutSandbox = true\` silences this
    warning: line 23: reloadIfChanged does nothing here: it is about \`nixos-rebuild switch\`, and an image is not switched to (systemd.services.web_b.reloadIfChanged)
    warning: line 26: there is no glibc that runs the services (systemd.services.web_b.unitConfig.AssertVersion)
      hint: it counts as met
    warning: line 25: a container does not see what its volumes lie on (systemd.services.web_b.unitConfig.ConditionPathIsEncrypted)
      hint: it counts as met
    warning: line 27: SuccessAction is not supported and does nothing (systemd.services.web_b.unitConfig.SuccessAction)
    warning: line 9: there are no automount units in a container: "srv.automount" counts as there (systemd.services.a.requires)
      hint: mount it into the container, for example with \`docker run -v\`
    warning: line 9: there are no swap units in a container: "dev-a.swap" counts as there (systemd.services.a.requires)
    warning: line 4: there are no path units in a container, and so no "a.path", so nothing waits for it or starts it (systemd.services.a.after)
      hint: have the service watch the path itself
    warning: line 4: there are no scope units in a container, and so no "session.scope", so nothing waits for it or starts it (systemd.services.a.after)
    warning: line 4: there is no unit "b@one.service", so nothing waits for it or starts it (systemd.services.a.after)
      hint: did you mean "a.service" or "web_b.service"?
    warning: line 4: there is no unit "web-b.service", so nothing waits for it or starts it (systemd.services.a.after)
      hint: did you mean "web_b.service" or "a.service"?
    warning: line 13: there is no unit "mail.service", so nothing waits for it or starts it (systemd.services.a.onFailure)
      hint: did you mean "a.service" or "web_b.service"? (the same at web.ts:8:13)
    warning: line 28: there is no unit "web_d.service", so nothing waits for it or starts it (systemd.services.web_b.unitConfig.Wants)
      hint: did you mean "web_b.service" or "a.service"?
    warning: line 29: there is no unit "web_e.target", so nothing waits for it or starts it (systemd.services.web_b.unitConfig.Before)
      hint: did you mean "t.target"?
    warning: line 32: there is no unit "web_c.service", so nothing waits for it or starts it (systemd.targets.t.wants)
      hint: did you mean "web_b.service" or "a.service"?"
  `);
});

it("units that both start with the container although one stops the other are an error at that line", async () => {
  const errors = await messagesFor(`systemd: { services: {
  a: { script: "x",
    conflicts: ["b.service"] },
  b: { script: "x" },
} },`);
  expect(errors).toMatchInlineSnapshot(`
    "error: line 4: a.service conflicts with b.service, and both start with the container (systemd.services.a.conflicts)
      hint: \`wantedBy = []\` for one of them"
  `);
});
