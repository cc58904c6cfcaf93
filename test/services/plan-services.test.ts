import { describe, expect, it } from "vitest";
import { placeholder } from "../../src/lib/placeholder.ts";
import { planServices } from "../../src/services/plan-services.ts";
import type { ServiceInput, ServicePlan } from "../../src/services/service-plan.ts";
import type { ServiceOptions, UnitSection } from "../../src/services/unit.ts";
import { DeclError, type Diagnostic, type Place } from "../../src/text/diagnostic.ts";

const TOOLS = {
  s6: "/s6",
  execline: "/execline",
  bash: "/bash",
  coreutils: "/coreutils",
  findutils: "/findutils",
  gnugrep: "/gnugrep",
  gnused: "/gnused",
};

/** Every path stands on the line of its own length: enough to see which option is meant. */
const locate = (path: readonly string[]): Place => {
  const position = { line: path.length, column: 1 };
  return { file: `${path.join(".")}.ts`, start: position, end: position };
};

function plan(services: Readonly<Record<string, ServiceOptions>>, more: Partial<ServiceInput> = {}): ServicePlan {
  return planServices({
    services,
    targets: {},
    timers: {},
    s6Services: {},
    accounts: { users: new Map(), groups: new Map() },
    tools: TOOLS,
    locate,
    ...more,
  });
}

const textOf = ({ files }: ServicePlan, path: string): string => {
  const file = files.find((file) => file.path === path);
  return file?.type === "file" ? file.text : "";
};

const errorsOf = (run: () => unknown): readonly Diagnostic[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.diagnostics;
    throw error;
  }
  throw new Error("expected an error");
};

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

  it("has a unit file as a person would write it", () => {
    const made = plan({
      web: {
        description: "The site",
        environment: { GREETING: "hello world" },
        preStart: "mkdir -p /srv",
        serviceConfig: {
          ExecStart: "/bin/web --port ${PORT} $OPTIONS",
          ExecStop: "-/bin/web stop",
          User: "33",
          RuntimeDirectory: "web",
          LimitNOFILE: "1024:4096",
          KillSignal: "SIGQUIT",
        },
      },
    });
    expect(textOf(made, "/etc/decl/scan/web.service/unit")).toBe(`# web.service: The site
# From systemd.services.web, systemd.services.web.ts:3.

decl_has_stop=1
decl_kill_signal=QUIT
decl_removes=1

prepare() {
  as_user 33 33 33
  limit -n 1024 4096
  directory RUNTIME_DIRECTORY 0755 /run/web
}

environment() {
  export PATH="/coreutils/bin:/findutils/bin:/gnugrep/bin:/gnused/bin:/coreutils/sbin:/findutils/sbin:/gnugrep/sbin:/gnused/sbin:$DECL_PATH"
  export GREETING='hello world'
}

start_pre() {
  as_service /etc/decl/units/web.service/pre-start || return
}

main() {
  words OPTIONS; exec_as_service /bin/web --port "\${PORT}" "\${decl_words_OPTIONS[@]}"
}

stop() {
  as_service /bin/web stop || ignored $?
}
`);
    expect(textOf(made, "/etc/decl/units/web.service/pre-start")).toBe("#!/bash/bin/bash\nset -e\nmkdir -p /srv\n");
  });

  it("names the tools it needs, and no others", () => {
    expect([...plan({ a: config({}) }).tools].sort()).toEqual([
      "bash",
      "coreutils",
      "execline",
      "findutils",
      "gnugrep",
      "gnused",
      "s6",
    ]);
    expect(
      plan({ a: config({ NoNewPrivileges: true }) }, { tools: { ...TOOLS, utilLinux: "/util-linux" } }).tools,
    ).toContain("utilLinux");
    expect(errorsOf(() => plan({ a: config({ NoNewPrivileges: true }) }))[0]?.message).toContain(
      "needs the package utilLinux",
    );
  });

  it("mentions no package that it does not need", () => {
    const tools = { ...TOOLS, utilLinux: "/util-linux", socat: "/socat", snooze: "/snooze" };
    const mentions = (settings: Record<string, boolean>) =>
      JSON.stringify(plan({ a: config(settings) }, { tools }).files).match(/\/(?:util-linux|socat|snooze)(?=\/)/g) ??
      [];
    expect(mentions({})).toEqual([]);
    expect(new Set(mentions({ NoNewPrivileges: true }))).toEqual(new Set(["/util-linux"]));
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

  it("a value that there is not has the one that may be meant", () => {
    const errors = errorsOf(() => plan({ a: config({ Type: "simpel", Restart: "allways" }) }));
    expect(errors.flatMap(({ hint }) => hint ?? [])).toEqual(['did you mean "simple"?', 'did you mean "always"?']);
  });

  it("an unknown option is a warning with what may be meant, and what a container gives is one for each unit", () => {
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

  it("a condition or a specifier that means nothing is an error or a warning at its line, with the reason", () => {
    const errors = errorsOf(() =>
      plan({
        a: { serviceConfig: { ExecStart: ["echo %d"], Environment: "A=%z" }, unitConfig: { AssertMemory: "much" } },
      }),
    );
    expect(errors.map(({ message, path }) => `${path?.slice(2).join(".")}: ${message}`)).toEqual([
      "a.serviceConfig.ExecStart: %d means nothing here: services have no credentials; write %% for a percent sign",
      "a.serviceConfig.Environment: %z is no specifier; write %% for a percent sign",
      'a.unitConfig.AssertMemory: "much" is not a number to compare with, such as ">=4"',
    ]);
    const unitConfig = { ConditionCredential: "key", ConditionSecurity: "!tpm2", ConditionPowered: true };
    const { warnings } = plan({ a: { ...config({}), unitConfig } });
    expect(warnings.map(({ message, path, hint }) => `${path?.at(-1)}: ${message}; ${hint}`)).toEqual([
      "ConditionCredential: services of a container have no credentials; it counts as met",
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
