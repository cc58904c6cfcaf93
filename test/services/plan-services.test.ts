import { describe, expect, it } from "vitest";
import { placeholder } from "../../src/lib/placeholder.ts";
import type { ServiceOptions, UnitSection } from "../../src/services/unit.ts";
import { errorsOf, plan, planIn, serviceIn } from "./planned.ts";

const config = (serviceConfig: UnitSection): ServiceOptions => ({ script: "x", serviceConfig });

describe("a plan", () => {
  it("takes a package for an absolute path, which it will be", () => {
    const app = placeholder('context("app")');
    const made = plan({ a: config({ WorkingDirectory: app, EnvironmentFile: `${app}/env` }) });
    expect(made.files.some((file) => file.type === "file" && file.text.includes(`${app}/env`))).toBe(true);
    expect(errorsOf(() => plan({ a: config({ WorkingDirectory: "app" }) })).map(({ message }) => message)).toEqual([
      'must be an absolute path or ~, not "app"',
    ]);
  });

  it("is in a few files: the program, the plan, scripts, and s6's folders with links to the program", () => {
    const { files } = plan({ a: config({}), b: { serviceConfig: { ExecStart: "/bin/b" } } }, { logPrefix: true });
    const shown = files.map((file) => {
      const what = {
        file: "",
        directory: "/",
        program: "",
        symlink: ` -> ${file.type === "symlink" ? file.target : ""}`,
      };
      return `${file.path.replace("/etc/decl/", "")}${what[file.type]}`;
    });
    expect(shown).toEqual([
      "/etc/decl/",
      "init",
      "unit -> init",
      "plan.json",
      "units/",
      "units/a.service/",
      "units/a.service/start",
      "scan/",
      "scan/.s6-svscan/",
      ...["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "finish"].map((name) => `scan/.s6-svscan/${name} -> ../../init`),
      ...["manager", "logger"].flatMap((name) => [
        `scan/${name}/`,
        `scan/${name}/run -> ../../init`,
        `scan/${name}/finish -> ../../init`,
      ]),
      ...["a", "b"].flatMap((name) => [
        `scan/${name}.service/`,
        `scan/${name}.service/run -> ../../init`,
        `scan/${name}.service/finish -> ../../init`,
        `scan/${name}.service/down`,
        `scan/${name}.service/timeout-finish`,
      ]),
      "/run/decl/",
    ]);
  });

  it("has a logger of its own only for a service that asks for one, and one for all where lines have prefixes", () => {
    const made = plan({}, { s6Services: { a: { execStart: "/bin/a", execLogger: "/bin/log -t" } } });
    expect(planIn(made).units["a.service"]?.service).toMatchObject({ logger: { run: ["/bin/log", "-t"] } });
    const paths = made.files.map(({ path }) => path).filter((path) => path.includes("log"));
    expect(paths).toEqual(["/etc/decl/scan/a.service/log", "/etc/decl/scan/a.service/log/run"]);
  });

  it("mentions a shell and its tools only where there is a script, or the path is asked for", () => {
    const mentions = (options: ServiceOptions) => {
      const found = JSON.stringify(plan({ a: options }).files).match(
        /\/(?:s6|bash|coreutils|findutils|gnugrep|gnused)(?=\/)/g,
      );
      return [...new Set(found)].sort();
    };
    const all = ["/bash", "/coreutils", "/findutils", "/gnugrep", "/gnused", "/s6"];
    const serviceConfig = { ExecStart: "/bin/a", NoNewPrivileges: true };
    expect(mentions({ serviceConfig })).toEqual(["/s6"]);
    expect(mentions({ serviceConfig, enableDefaultPath: true })).toEqual(all.slice(1));
    expect(mentions({ serviceConfig, preStart: "true" })).toEqual(all);
    expect(mentions({ script: "true", enableDefaultPath: false })).toEqual(["/bash", "/s6"]);
  });

  it("is the same for the same input", () => {
    const services = { a: config({}), b: { ...config({}), after: ["a.service"] } };
    expect(JSON.stringify(plan(services))).toBe(JSON.stringify(plan(services)));
  });

  it("is printed in the order of start", () => {
    const { order } = plan({
      b: { ...config({}), after: ["a.service"], requires: ["a.service"] },
      a: config({}),
      c: { ...config({}), wantedBy: [] },
    });
    expect(order.text).toBe(`With the container:
  1  a.service  simple
  2  b.service  simple  waits for a.service (requires)

Not with the container:
     c.service  simple
`);
    expect(order.dot).toContain('  "a.service" -> "b.service";\n');
  });

  it("runs the image's own entrypoint as the container's command", () => {
    expect(plan({}, { imageEntrypoint: ["/bin/tool"] }).entrypoint).toEqual([
      "/etc/decl/init",
      "/run/decl",
      "/bin/tool",
    ]);
  });
});

describe("mistakes", () => {
  it("a cycle is an error with the lines of every unit on it", () => {
    const errors = errorsOf(() =>
      plan({
        a: { ...config({}), after: ["b.service"] },
        b: { ...config({}), unitConfig: { After: "c.service" } },
        c: { ...config({}), before: ["d.service"] },
        d: { ...config({}), before: ["c.service"] },
        e: { ...config({}), after: ["a.service"] },
      }),
    );
    expect(errors.map(({ code, message, path }) => [code, message, path?.join(".")])).toEqual([
      [
        "unit-cycle",
        "these units wait for each other and none could start: c.service after d.service after c.service",
        "systemd.services.d.before",
      ],
      ["unit-cycle", "d.service comes after c.service", "systemd.services.c.before"],
    ]);
  });

  it("all of them are found at once, each with its place", () => {
    const errors = errorsOf(() =>
      plan({
        a: config({ Type: "simpel", ExecStart: ["/bin/a", "/bin/b"] }),
        b: config({ User: "nobody-here", Nice: 40, LimitNOFILE: "many", KillSignal: "SIGFOO", TimeoutStopSec: "soon" }),
        c: { requires: ["no-such.service"], serviceConfig: { ExecStart: 'echo "' } },
        d: {},
        "e e": config({}),
      }),
    );
    expect(errors.map(({ message, path }) => `${path?.slice(2).join(".")}: ${message}`)).toMatchInlineSnapshot(`
      [
        "a.serviceConfig.Type: must be one of simple, exec, oneshot, notify, notify-reload, forking, idle, dbus, not "simpel"",
        "a.serviceConfig.ExecStart: only a service of Type=oneshot has more than one command; this has 3",
        "b.serviceConfig.User: there is no user "nobody-here" in the image",
        "b.serviceConfig.Nice: must be a whole number from -20 to 19, not "40"",
        "b.serviceConfig.LimitNOFILE: "many" is not a limit",
        "b.serviceConfig.TimeoutStopSec: expected a number, at character 1 of "soon"",
        "b.serviceConfig.KillSignal: "SIGFOO" is not a signal",
        "c.serviceConfig.ExecStart: the quote " is not closed",
        "d.serviceConfig.ExecStart: the service has neither a script nor ExecStart",
        "e e: "e e" cannot be a unit's name",
        "c.requires: there is no unit "no-such.service"",
      ]
    `);
  });

  it("a service has no folder or file where the init's are, nor in the store", () => {
    const errors = errorsOf(() =>
      plan({
        a: config({
          RuntimeDirectory: "a decl decl/x ./decl declared",
          StandardOutput: "truncate:/run/decl/environment",
        }),
        b: config({ StandardError: "file:/nix/store/x", StandardOutput: "append:/run//decl/x" }),
      }),
    );
    const kept = (path: string) =>
      `${path} cannot be made: in /run/decl is what the image's init knows of its services`;
    expect(errors.map(({ message, path }) => [path?.slice(2).join("."), message])).toEqual([
      ["a.serviceConfig.StandardOutput", kept("/run/decl/environment")],
      ["a.serviceConfig.RuntimeDirectory", kept("/run/decl")],
      ["a.serviceConfig.RuntimeDirectory", kept("/run/decl/x")],
      ["b.serviceConfig.StandardOutput", kept("/run/decl/x")],
      ["b.serviceConfig.StandardError", "/nix/store/x cannot be made: /nix/store holds packages alone"],
    ]);
  });

  it("a value that there is not has the one that may be meant", () => {
    const errors = errorsOf(() => plan({ a: config({ Type: "simpel", Restart: "allways" }) }));
    expect(errors.flatMap(({ hint }) => hint ?? [])).toEqual(['did you mean "simple"?', 'did you mean "always"?']);
  });

  it("what a container gives is one warning for all units, with which of them has what", () => {
    const hint = "`docker run` has options for most of them; `systemd.quietAboutSandbox = true` silences this";
    const warningsOf = (services: Record<string, ServiceOptions>) =>
      plan(services).warnings.map(({ message, path, hint }) => [path?.slice(2).join("."), message, hint]);
    const does = "options that only the container itself can give, and they do nothing here";
    expect(warningsOf({ a: config({ PrivateTmp: true }), b: config({ PrivateTmp: "yes" }) })).toEqual([
      [
        "a.serviceConfig.PrivateTmp",
        `a.service and b.service have ${does}: PrivateTmp`,
        `${hint} (the same at systemd.services.b.serviceConfig.PrivateTmp.ts:5:1)`,
      ],
    ]);
    const differ = {
      a: config({ ProtectSystem: "strict", PrivateTmp: true }),
      b: config({ MemoryMax: "1G" }),
      c: { ...config({}), unitConfig: { CPUQuota: "5%" } },
    };
    expect(warningsOf(differ)).toEqual([
      [
        "a.serviceConfig",
        `a.service, b.service and c.service have ${does}: CPUQuota, MemoryMax, PrivateTmp, ProtectSystem`,
        `${hint}
    systemd.services.a.serviceConfig.ts:4:1 a.service: PrivateTmp, ProtectSystem
    systemd.services.b.serviceConfig.MemoryMax.ts:5:1 b.service: MemoryMax
    systemd.services.c.unitConfig.CPUQuota.ts:5:1 c.service: CPUQuota`,
      ],
    ]);
  });

  it("many units and settings are named as far as they can be read", () => {
    const settings = [..."PrivateTmp PrivateDevices PrivateIPC PrivateMounts PrivateNetwork PrivateUsers ".split(" ")];
    const others = "ProtectClock ProtectHome ProtectKernelLogs ProtectProc ProtectSystem RemoveIPC".split(" ");
    const services = Object.fromEntries(
      [...settings, ...others]
        .filter((name) => name !== "")
        .map((name, index) => [`s${index}`, config({ [name]: "x" })]),
    );
    const [{ message, hint } = { message: "", hint: "" }] = plan(services).warnings;
    expect(message).toMatch(
      /^s0\.service, .*, s4\.service and 7 more have options .*: PrivateDevices, .*, and 2 more$/,
    );
    expect(hint?.split("\n").length).toBe(12);
    expect(hint).toMatch(/\n {4}and 2 more$/);
  });

  it("options of NixOS that do nothing are one warning for each reason", () => {
    const { warnings } = plan({
      a: { ...config({}), restartTriggers: ["x"], onFailureJobMode: "replace" },
      b: { ...config({}), restartTriggers: ["y"], stopIfChanged: false },
    });
    expect(warnings.map(({ message, hint }) => [message, hint])).toEqual([
      ["onFailureJobMode does nothing here: OnFailure never takes jobs away", undefined],
      [
        "restartTriggers and stopIfChanged do nothing here: it is about `nixos-rebuild switch`, and an image is not switched to",
        "the same at systemd.services.b.restartTriggers.ts:4:1, systemd.services.b.stopIfChanged.ts:4:1",
      ],
    ]);
  });

  it("an unknown option is a warning with what may be meant, and what a container gives is one for all", () => {
    const { warnings } = plan({
      a: config({ RestartSek: 1, ProtectSystem: "strict", PrivateTmp: true, CPUQuota: "5%" }),
    });
    expect(warnings.map(({ message, hint, path }) => [path?.slice(2).join("."), message, hint])).toEqual([
      [
        "a.serviceConfig",
        "a.service has options that only the container itself can give, and they do nothing here: CPUQuota, PrivateTmp, ProtectSystem",
        "`docker run` has options for most of them; `systemd.quietAboutSandbox = true` silences this",
      ],
      [
        "a.serviceConfig.RestartSek",
        "RestartSek is not supported and does nothing",
        'did you mean "RestartSec" or "Restart"?',
      ],
    ]);
    expect(plan({ a: config({ ProtectSystem: true }) }, { quietAboutSandbox: true }).warnings).toEqual([]);
  });

  it("a unit that is not there is an error where it is required, a warning where it is not, and nothing where a container has none", () => {
    const wants = plan({
      web: { ...config({}), wants: ["wep.service"], after: ["network.target", "systemd-udevd.service", "wep"] },
    });
    expect(wants.warnings.map(({ message, hint }) => [message, hint])).toEqual([
      ['there is no unit "wep.service", so nothing waits for it or starts it', 'did you mean "web.service"?'],
      ['there is no unit "wep", so nothing waits for it or starts it', "a unit's name has a suffix such as .service"],
    ]);
  });

  it("a unit of a kind that a container has none of is named as that, with what does instead", () => {
    const { warnings } = plan({
      web: { ...config({}), requires: ["srv.mount"], after: ["srv.mount", "a.path"], bindsTo: ["dev-sda.device"] },
    });
    expect(warnings.map(({ message, hint, path }) => [path?.at(-1), message, hint])).toEqual([
      [
        "requires",
        'there are no mount units in a container: "srv.mount" counts as there',
        "mount it into the container, for example with `docker run -v`",
      ],
      [
        "bindsTo",
        'there are no device units in a container: "dev-sda.device" counts as there',
        "give it to the container with `docker run --device`",
      ],
      [
        "after",
        'there are no path units in a container, and so no "a.path", so nothing waits for it or starts it',
        "have the service watch the path itself",
      ],
    ]);
    const errors = errorsOf(() =>
      plan({ web: { ...config({}), requires: ["a.path", "web.target", "db.target"] }, db: config({}) }),
    );
    expect(errors.map(({ message, hint }) => [message, hint])).toEqual([
      ['there are no path units in a container, and so no "a.path"', "have the service watch the path itself"],
      ['there is no unit "web.target"', 'did you mean "web.service"?'],
      ['there is no unit "db.target"', 'did you mean "db.service"?'],
    ]);
  });

  it("a timer that has nothing to start is left out, with a warning at the line that names it", () => {
    const timerConfig = { OnCalendar: "daily" };
    const made = plan(
      { backup: { ...config({}), wantedBy: [] } },
      { timers: { backpu: { timerConfig }, other: { timerConfig: { ...timerConfig, Unit: "backup.target" } } } },
    );
    expect(made.warnings.map(({ message, hint, path }) => [path?.join("."), message, hint])).toEqual([
      [
        "systemd.timers.backpu",
        'backpu.timer is left out: there is no unit "backpu.service" that it could start',
        'did you mean "backup.service"?',
      ],
      [
        "systemd.timers.other.timerConfig.Unit",
        'other.timer is left out: there is no unit "backup.target" that it could start',
        'did you mean "backup.service"?',
      ],
    ]);
    expect(Object.keys(planIn(made).units).filter((name) => name.endsWith(".timer"))).toEqual([]);
  });

  it("a misspelt setting is one message, with the name that is meant or the section that it belongs in", () => {
    const { warnings } = plan({
      a: {
        ...config({ Retsart: "always", ConditionPathExists: "/a" }),
        unitConfig: { Afer: "b.service", Restart: "no" },
      },
    });
    expect(warnings.map(({ message, hint, path }) => [path?.slice(3).join("."), message, hint])).toEqual([
      ["serviceConfig.Retsart", "Retsart is not supported and does nothing", expect.stringContaining('"Restart"')],
      [
        "serviceConfig.ConditionPathExists",
        "ConditionPathExists is not supported and does nothing",
        "it belongs in unitConfig",
      ],
      ["unitConfig.Afer", "Afer is not supported and does nothing", expect.stringContaining('"After"')],
      ["unitConfig.Restart", "Restart is not supported and does nothing", "it belongs in serviceConfig"],
    ]);
    const timers = { a: { timerConfig: { OnCalender: "daily" } } };
    const errors = errorsOf(() => plan({ a: { serviceConfig: { ExecStrt: "/bin/a" } } }, { timers }));
    expect(errors.map(({ message, hint, path }) => [path?.at(-1), message, hint])).toEqual([
      [
        "ExecStrt",
        "ExecStrt is not known, and the service has neither a script nor ExecStart",
        'did you mean "ExecStart"?',
      ],
      ["OnCalender", "the timer never elapses, for OnCalender is not known", 'did you mean "OnCalendar"?'],
    ]);
  });

  it("another user than the container's own is a warning at User, for only root changes users", () => {
    const user = (uid: number) => ({ uid, gid: uid, home: "/", shell: "/bin/sh", extraGroups: [] });
    const accounts = {
      users: new Map([
        ["web", user(990)],
        ["db", user(991)],
      ]),
      groups: new Map(),
    };
    const services = {
      a: config({ User: "db" }),
      b: config({ User: "web" }),
      c: config({ DynamicUser: true }),
      d: config({}),
    };
    const { warnings } = plan(services, { accounts, containerUser: "web" });
    expect(warnings.map(({ message, path }) => `${path?.slice(2).join(".")}: ${message}`)).toEqual([
      expect.stringMatching(
        /^a\.serviceConfig\.User: a\.service and c\.service cannot become users db \(991\) and c \(\d+\): the container runs as web, which image\.user says, and only root changes users$/,
      ),
    ]);
    const alone = plan({ a: config({ User: "db" }) }, { accounts, containerUser: "web" }).warnings;
    expect(alone.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a\.service cannot become user db \(991\): the container runs as web, /),
    ]);
    expect(plan(services, { accounts }).warnings).toEqual([]);
    expect(plan({ b: config({ User: "web" }) }, { accounts, containerUser: "990" }).warnings).toEqual([]);
  });

  it("a dynamic user and group have numbers of their names, which units share that have the same", () => {
    const dynamic = (more: object) => config({ DynamicUser: true, ...more });
    const services = {
      web: dynamic({}),
      worker: dynamic({ User: "web", Group: "web" }),
      other: dynamic({ Group: "files" }),
      static: dynamic({ User: "db", Group: "www" }),
    };
    const accounts = {
      users: new Map([["db", { uid: 5, gid: 6, home: "/", shell: "/bin/sh", extraGroups: [] }]]),
      groups: new Map([["www", 7]]),
    };
    const { files } = plan(services, { accounts });
    const [text = ""] = files.flatMap((file) =>
      file.path.endsWith("/plan.json") && file.type === "file" ? file.text : [],
    );
    const { units } = JSON.parse(text);
    const identity = (name: string) => units[`${name}.service`].service.user;
    expect(identity("web").uid).toBeGreaterThanOrEqual(61_184);
    expect(identity("web").gid).toBe(identity("web").uid);
    expect(identity("worker")).toMatchObject({ uid: identity("web").uid, gid: identity("web").uid });
    expect(identity("other").gid).not.toBe(identity("other").uid);
    expect(identity("other").gid).toBeGreaterThanOrEqual(61_184);
    expect(identity("static")).toMatchObject({ uid: 5, gid: 7 });
  });

  it("a condition or a specifier that means nothing is an error or a warning at its line, with the reason", () => {
    const errors = errorsOf(() =>
      plan({
        a: { serviceConfig: { ExecStart: ["echo %y"], Environment: "A=%z" }, unitConfig: { AssertMemory: "much" } },
      }),
    );
    expect(errors.map(({ message, path }) => `${path?.slice(2).join(".")}: ${message}`)).toEqual([
      "a.serviceConfig.ExecStart: %y means nothing here: a unit has no file; write %% for a percent sign",
      "a.serviceConfig.Environment: %z is no specifier; write %% for a percent sign",
      'a.unitConfig.AssertMemory: "much" is not a number to compare with, such as ">=4"',
    ]);
    const unitConfig = { ConditionCredential: "key", ConditionSecurity: "!tpm2", ConditionPowered: true };
    const { warnings } = plan({ a: { ...config({}), unitConfig } });
    expect(warnings.map(({ message, path, hint }) => `${path?.at(-1)}: ${message}; ${hint}`)).toEqual([
      "ConditionCredential: nobody gives a container's init credentials; it counts as met",
      "ConditionSecurity: a container cannot see whether the machine has tpm2; it counts as met",
      "ConditionPowered: this condition is not known here; it counts as met",
    ]);
  });

  it("an alias that is another unit's name is an error", () => {
    const errors = errorsOf(() => plan({ a: { ...config({}), aliases: ["b.service", "a.service"] }, b: config({}) }));
    expect(errors.map(({ message }) => message)).toEqual(["b.service is already a name of b.service"]);
  });

  it("what is about `nixos-rebuild switch` is a warning", () => {
    const { warnings } = plan({ a: { ...config({}), restartIfChanged: false } });
    expect(warnings.map(({ message }) => message)).toEqual([
      "restartIfChanged does nothing here: it is about `nixos-rebuild switch`, and an image is not switched to",
    ]);
  });

  it("two units that conflict and both start with the container are an error", () => {
    const errors = errorsOf(() => plan({ a: { ...config({}), conflicts: ["b.service"] }, b: config({}) }));
    expect(errors[0]?.message).toBe("a.service conflicts with b.service, and both start with the container");
  });
});

describe("a setting that is null", () => {
  it("is an empty assignment, as in NixOS: what was said before it counts no more", () => {
    expect(
      serviceIn({ ExecStart: "/bin/a", StateDirectory: null, Type: null, User: null, Nice: null, ProtectSystem: null }),
    ).toEqual({
      start: [{ run: ["/bin/a"] }],
    });
    expect(serviceIn({ ExecStart: ["/bin/a", null, "/bin/b"] })?.start).toEqual([{ run: ["/bin/b"] }]);
    expect(serviceIn({ ExecStart: "/bin/a", CapabilityBoundingSet: null })?.boundingCapabilities).toEqual({ keep: [] });
    expect(plan({ a: config({ ProtectSystem: null, Retsart: null }) }).warnings).toEqual([]);
  });
});

describe("credentials", () => {
  it("are files that are loaded, with a text for where there is none", () => {
    const made = serviceIn({
      ExecStart: "/bin/a --key %d/key",
      LoadCredential: ["key:/run/secrets/%n", "other:/etc/other"],
      SetCredential: "key:gr\u00fcn:1\\n%",
    });
    expect(made).toMatchObject({ start: [{ run: ["/bin/a", "--key", "/run/credentials/a.service/key"] }] });
    expect(made?.credentials).toEqual([
      { name: "key", load: "/run/secrets/a.service", set: "gr\u00c3\u00bcn:1\n%" },
      { name: "other", load: "/etc/other" },
    ]);
  });

  it("need a path, a name, and no key of the machine", () => {
    const errors = errorsOf(() =>
      plan({
        a: config({
          LoadCredential: ["key", "key:secrets/key", "../x:/etc/x"],
          SetCredential: "k:\\q",
          LoadCredentialEncrypted: "key:/etc/key",
          SetCredentialEncrypted: "key:AAAA",
        }),
      }),
    );
    expect(errors.map(({ message, path }) => `${path?.at(-1)}: ${message}`)).toMatchInlineSnapshot(`
      [
        "LoadCredential: has no path, as in ID:PATH, and nobody gives a container's init credentials",
        "LoadCredential: must have an absolute path, not "secrets/key"",
        "LoadCredential: "../x" cannot be the name of a file, and a credential is one",
        "SetCredential: unknown escape "\\q"",
        "LoadCredentialEncrypted: a container has no key of the machine to read it with: mount it as it is, for LoadCredential",
        "SetCredentialEncrypted: a container has no key of the machine to read it with: mount it as it is, for LoadCredential",
      ]
    `);
  });
});

describe("s6.services of type oneshot-pre", () => {
  const pre = { type: "oneshot-pre", execStart: "/bin/pre" } as const;
  const afterIn = (made: ReturnType<typeof plan>) =>
    Object.fromEntries(
      Object.entries(planIn(made).units).flatMap(([name, { after, service }]) => (service ? [[name, after]] : [])),
    );

  it("run one after the other, by `after` and by name, before every other service and after what tmpfiles makes", () => {
    const tmpfiles = [{ line: "d /run/a", type: "d", pass: "make", path: "/run/a" }] as const;
    const s6Services = {
      c: pre,
      a: { ...pre, after: ["b"] },
      b: pre,
      last: { execStart: "/bin/last", type: "oneshot-post" },
    } as const;
    const setUp = "systemd-tmpfiles-setup.service";
    const pres = ["a.service", "b.service", "c.service"];
    expect(afterIn(plan({ web: config({}) }, { s6Services, tmpfiles }))).toEqual({
      [setUp]: undefined,
      "b.service": [setUp],
      "a.service": ["b.service", setUp],
      "c.service": ["a.service", "b.service", setUp],
      "last.service": [...pres, setUp],
      "web.service": [...pres, setUp],
    });
  });

  it("cannot wait for what waits for them", () => {
    const errors = errorsOf(() => plan({ web: config({}) }, { s6Services: { a: { ...pre, after: ["web.service"] } } }));
    expect(errors.map(({ message, path }) => `${path?.join(".")}: ${message}`)).toEqual([
      "s6.services.a.type: these units wait for each other and none could start: web.service after a.service after web.service",
      "s6.services.a.after: a.service comes after web.service",
    ]);
  });

  it("and the others run as who the container runs as, unless they have a user", () => {
    const made = plan({}, { s6Services: { a: pre, b: { ...pre, user: "0" } } });
    expect(planIn(made).units["a.service"]?.service?.user).toBeUndefined();
    expect(planIn(made).units["b.service"]?.service?.user).toMatchObject({ uid: 0 });
  });
});
