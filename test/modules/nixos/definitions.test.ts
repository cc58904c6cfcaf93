import { describe, expect, it } from "vitest";
import { evaluateConfiguration } from "../../../src/modules/configuration.ts";
import { nixosModule } from "../../../src/modules/nixos/definitions.ts";
import { hostModule } from "../../../src/options/host-module.ts";
import type { NixosAnswer, NixosService } from "../../../src/value/nixos-answer.ts";
import { readablePlaceholders } from "../../../src/value/reference.ts";
import { NO_ANSWER } from "./no-answer.ts";

const PATH = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz";

const configOf = (answer: Partial<NixosAnswer>, declaration: object = {}) =>
  evaluateConfiguration(hostModule("image.ts", { nixos: {}, ...declaration }), nixosModule({ ...NO_ANSWER, ...answer }))
    .config;

const service = (options: Partial<NixosService>): NixosAnswer["services"] => ({
  web: { path: [], usesSystemd: false, isConfined: false, wantedBy: ["multi-user.target"], ...options },
});

const unitOf = (options: Partial<NixosService>, declaration: object = {}) => {
  const web = configOf({ services: service(options) }, { systemd: { services: { web: declaration } } }).systemd.services
    .web;
  if (web === undefined) throw new Error("there is no web.service");
  return web;
};

const standInsOf = ({ files }: { readonly files: object }) =>
  Object.keys(files).filter((path) => path.startsWith("/etc/decl/systemd/"));

describe("what NixOS makes of a declaration", () => {
  it("is asked for before anything else is checked", () => {
    const { isOpen, config } = evaluateConfiguration(
      hostModule("image.ts", {
        nixos: { services: {} },
        systemd: { services: { web: { serviceConfig: { MemoryMax: "1G" } } } },
      }),
    );
    expect(isOpen).toBe(true);
    expect(config.systemd.services.web?.serviceConfig).toEqual({ MemoryMax: "1G" });
  });

  it("yields to what the declaration says of a setting, and its lists are added to", () => {
    const web = unitOf(
      { after: ["a.service"], serviceConfig: { Restart: "always", User: "web", ReadWritePaths: ["/a"] } },
      { after: ["b.service"], serviceConfig: { Restart: "no", ReadWritePaths: ["/b"] } },
    );
    expect(web.after.toSorted()).toEqual(["a.service", "b.service"]);
    expect(web.serviceConfig).toEqual({ Restart: "no", User: "web", ReadWritePaths: ["/b"] });
  });

  it("has no setting of NixOS's where the declaration says null", () => {
    const serviceConfig = { MemoryMax: "1G", Restart: "always" };
    const web = unitOf({ serviceConfig }, { serviceConfig: { MemoryMax: null } });
    expect(web.serviceConfig).toEqual({ MemoryMax: null, Restart: "always" });
  });

  it("has credentials, those in the store as packages of the image", () => {
    const LoadCredential = ["key:/run/key", `config:${PATH}-web.conf`];
    const { serviceConfig } = unitOf({ serviceConfig: { LoadCredential } });
    expect([serviceConfig.LoadCredential].flat().map((one) => readablePlaceholders(`${one}`))).toEqual([
      "key:/run/key",
      `config:\${storePath("${PATH}-web.conf")}`,
    ]);
  });

  it("has targets, which the declaration adds to", () => {
    const answer = { targets: { web: { wants: ["a.service"], wantedBy: ["multi-user.target"], description: "Web" } } };
    const { targets } = configOf(answer, {
      systemd: { targets: { web: { wants: ["b.service"], description: "Ours" } } },
    }).systemd;
    expect(targets.web).toMatchObject({ description: "Ours", wantedBy: ["multi-user.target"] });
    expect(targets.web?.wants.toSorted()).toEqual(["a.service", "b.service"]);
  });

  it("has its store paths as packages of the image, but for systemd's", () => {
    const { serviceConfig, path } = unitOf({
      path: [`${PATH}-git-2.1`],
      usesSystemd: true,
      serviceConfig: {
        ExecStart: `${PATH}-nginx-1.30/bin/nginx -c '${PATH}-nginx.conf'`,
        ExecStop: `${PATH}-systemd-260.2/bin/systemctl x`,
      },
    });
    expect(readablePlaceholders(`${serviceConfig.ExecStart}`)).toBe(
      `\${storePath("${PATH}-nginx-1.30")}/bin/nginx -c '\${storePath("${PATH}-nginx.conf")}'`,
    );
    expect(serviceConfig.ExecStop).toBe("/etc/decl/systemd/bin/systemctl x");
    expect(path.map((one) => readablePlaceholders(`${one}`))).toEqual([
      `\${storePath("${PATH}-git-2.1")}`,
      "/etc/decl/systemd",
    ]);
  });

  it("has scripts as they are, where NixOS would have to build a program of each", () => {
    const jobScripts = [
      `${PATH}-unit-script-web-start/bin/web-start`,
      `${PATH}-unit-script-web-pre-start/bin/web-pre-start`,
    ];
    const web = unitOf({
      jobScripts,
      script: "exec web",
      preStart: "mkdir a",
      serviceConfig: { ExecStart: `${jobScripts[0]} `, ExecStartPre: [jobScripts[1] ?? "", "/bin/other"] },
    });
    expect(web.script).toBe("exec web");
    expect(web.serviceConfig).not.toHaveProperty("ExecStart");
    // Among other commands its place counts.
    expect(web.preStart).toBe("");
    expect(web.serviceConfig.ExecStartPre).toHaveLength(2);
  });

  it("leaves out what NixOS writes into a unit twice, and what a container has anyway", () => {
    const { unitConfig } = unitOf({
      after: ["a.service"],
      startLimitBurst: 3,
      unitConfig: { After: "a.service", StartLimitBurst: 3, RequiresMountsFor: "/var", ConditionPathExists: "/x" },
    });
    expect(unitConfig).toEqual({ ConditionPathExists: "/x" });
  });

  it("keeps what a module says in unitConfig itself, and not by an option", () => {
    const { unitConfig } = unitOf({
      after: ["a.service"],
      unitConfig: { After: ["a.service b.service", "c.service"], StartLimitIntervalSec: 0, Conflicts: "d.service" },
    });
    expect(unitConfig).toEqual({
      After: ["b.service", "c.service"],
      StartLimitIntervalSec: 0,
      Conflicts: ["d.service"],
    });
  });

  it("has no root of its own for a service with confinement, in which there would be nothing, and says so", () => {
    const confined = {
      isConfined: true,
      serviceConfig: {
        RootDirectory: "/run/confinement/%n",
        RuntimeDirectory: ["web", "confinement/%n"],
        InaccessiblePaths: ["-+/run/confinement/%n"],
        ReadOnlyPaths: ["+/", "/srv"],
        PrivateUsers: true,
      },
    };
    expect(unitOf(confined).serviceConfig).toEqual({
      RuntimeDirectory: ["web"],
      ReadOnlyPaths: ["/srv"],
      PrivateUsers: true,
    });
    expect(unitOf({ ...confined, isConfined: false }).serviceConfig).toEqual(confined.serviceConfig);
    const warningsWith = (systemd: object) =>
      configOf({ services: service(confined) }, { systemd }).warnings.map((one) => JSON.stringify(one));
    expect(warningsWith({})).toEqual([
      expect.stringContaining(
        "confinement of web.service does nothing here: a container mounts nothing for a service, which sees all of the image",
      ),
    ]);
    expect(warningsWith({ quietAboutSandbox: true })).toEqual([]);
  });

  it("says what a service lacks that is said in a unit's file of a package", () => {
    const answer = {
      services: service({ serviceConfig: { Restart: "always" } }),
      ignored: [{ path: ["systemd", "packages"], files: ["/nixpkgs/a.nix"] }],
    };
    expect(() => configOf(answer)).toThrow(
      /what web\.service runs is said in a unit's file of a package, .*\n {2}hint: systemd\.services\.web\.serviceConfig\.ExecStart says it here/,
    );
    const declared = { systemd: { services: { web: { serviceConfig: { ExecStart: "/bin/web" } } } } };
    expect(configOf(answer, declared).systemd.services.web?.serviceConfig).toMatchObject({ ExecStart: "/bin/web" });
  });

  it("is users, files, packages, ports and tmpfiles", () => {
    const config = configOf({
      users: { web: { isSystemUser: true, group: "web", shell: `${PATH}-shadow-4/bin/nologin` } },
      groups: { web: {} },
      etc: {
        "web/a": { text: "a", mode: "0600", user: "web", group: "web" },
        b: { source: `${PATH}-b`, mode: "symlink", user: "+0" },
      },
      packages: [{ name: "nginx", outputs: [`${PATH}-nginx-1.30`] }],
      ports: { tcp: [80], udp: [53] },
      tmpfiles: {
        rules: ["d /srv", "x /tmp/web"],
        settings: { web: { "/a": { "f^": {}, d: { mode: "0700", type: "d" } } } },
      },
      settings: [{ path: ["time", "timeZone"], value: "UTC" }],
    });
    expect(config.users.users.web).toMatchObject({ isSystemUser: true, shell: "/run/current-system/sw/bin/nologin" });
    expect(config.environment.etc["web/a"]).toMatchObject({ text: "a", mode: "0600", user: "web" });
    expect(config.image.exposedPorts).toEqual({ "80/tcp": {}, "53/udp": {} });
    expect(config.systemd.tmpfiles.rules).toContain("d /srv");
    expect(config.systemd.tmpfiles.rules).not.toContain("x /tmp/web");
    expect(Object.keys(config.systemd.tmpfiles.settings.web?.["/a"] ?? {})).toEqual(["d"]);
    expect(config.time.timeZone).toBe("UTC");
    expect(config.environment.systemPackages.map((one) => readablePlaceholders(`${one}`))).toContain(
      `\${storePath("${PATH}-nginx-1.30")}`,
    );
  });

  it("refuses and warns of what an image cannot have of a user, as decl's own options do", () => {
    const user = { isSystemUser: true, group: "web" };
    const usersOf = (fields: object) => ({ users: { web: { ...user, ...fields } }, groups: { web: {} } });
    for (const option of ["password", "initialPassword"]) {
      expect(() => configOf(usersOf({ [option]: "secret" }))).toThrow(
        `users.users.web.${option} would be readable by all who have the image`,
      );
    }
    const warningsWith = (fields: object) => configOf(usersOf(fields)).warnings;
    const { warnings } = configOf(
      usersOf({ hashedPasswordFile: "/run/web", linger: true, cryptHomeLuks: "/dev/sda", pamMount: { a: "b" } }),
    );
    expect(warnings.map((one) => (typeof one === "string" ? one : one.message))).toEqual([
      ...["linger has", "cryptHomeLuks has", "pamMount has"].map(
        (option) =>
          `users.users.web.${option} no effect: there is no logind in a container, and nothing is mounted at a login`,
      ),
      "users.users.web.hashedPasswordFile is not read: files with passwords are not there while the image is built",
    ]);
    expect(warningsWith({ linger: false, pamMount: {} })).toEqual([]);
  });

  it("has no user that NixOS has not enabled", () => {
    const users = { web: { isSystemUser: true, group: "web", enable: false } };
    const passwd = configOf({ users, groups: { web: {} } }).image.files["/etc/passwd"]?.text;
    expect(passwd).toContain("root:");
    expect(passwd).not.toContain("web:");
  });

  it("has options that are the same here, certificates in files among them", () => {
    const config = configOf({
      settings: [
        { path: ["security", "pki", "certificateFiles"], value: [`${PATH}-ca.pem`] },
        { path: ["environment", "loginShellInit"], value: "a\nb" },
        { path: ["systemd", "globalEnvironment"], value: { A: "b" } },
        { path: ["networking", "proxy", "default"], value: "http://proxy:3128" },
      ],
    });
    expect(config.security.pki.certificateFiles.map((file) => readablePlaceholders(`${file}`))).toEqual([
      `\${storePath("${PATH}-ca.pem")}`,
    ]);
    expect(config.environment.loginShellInit).toBe("a\nb");
    expect(config.systemd.globalEnvironment).toEqual({ A: "b" });
    expect(config.networking.proxy.httpProxy).toBe("http://proxy:3128");
  });

  it("has programs that run as somebody else only where the declaration wants them", () => {
    const wrapper = {
      source: `${PATH}-cron/bin/crontab`,
      program: "crontab",
      owner: "root",
      group: "root",
      capabilities: "",
    };
    const wrappers = { crontab: { ...wrapper, setuid: true, setgid: false, permissions: "u+rx,g+x,o+x" } };
    const fileOf = (declaration: object) =>
      configOf({ wrappers }, declaration).image.files["/run/wrappers/bin/crontab"];
    expect(fileOf({})).toBeUndefined();
    const { sources, ...file } = fileOf({ nixosSetIdPrograms: true }) ?? { sources: [] };
    expect(file).toMatchObject({ type: "file", mode: "4511", uid: 0, gid: 0 });
    expect(sources.map(readablePlaceholders)).toEqual([`\${storePath("${PATH}-cron")}/bin/crontab`]);
  });

  it("has stand-ins for the programs of systemd's that its scripts call, and says which there are not", () => {
    const { image, warnings } = configOf({
      services: service({
        script: "systemctl is-active x\n# journalctl\nsystemd-run true\n/var/lib/systemctl-notes\n",
      }),
    });
    expect(standInsOf(image)).toEqual(["/etc/decl/systemd/bin/systemctl"]);
    expect(warnings).toMatchObject([
      { message: "web.service calls systemd-run, and nothing does for it here: there is no systemd" },
    ]);
  });

  it("has them wherever a command names them", () => {
    const { image, systemd } = configOf({
      services: service({
        postStart: "/run/current-system/sw/bin/systemctl --no-block restart x",
        serviceConfig: {
          ExecStart: "/run/current-system/sw/bin/web",
          ExecStartPre: [`-${PATH}-systemd-260.2/bin/systemd-tmpfiles --create`],
          ExecStop: "+/run/current-system/systemd/bin/journalctl -b",
        },
      }),
    });
    expect(
      standInsOf(image)
        .map((path) => path.replace(/.*\//, ""))
        .toSorted(),
    ).toEqual(["journalctl", "systemctl", "systemd-tmpfiles"]);
    expect(systemd.services.web).toMatchObject({
      postStart: "/etc/decl/systemd/bin/systemctl --no-block restart x",
      serviceConfig: {
        ExecStart: "/run/current-system/sw/bin/web",
        ExecStartPre: ["-/etc/decl/systemd/bin/systemd-tmpfiles --create"],
        ExecStop: "+/etc/decl/systemd/bin/journalctl -b",
      },
    });
  });

  it("says what its scripts want of the stand-ins that they cannot do, and what only the script knows", () => {
    const script =
      "systemctl --no-block start a\nsystemctl kill -s HUP b\nsystemctl -p MainPID show c\nsystemctl $VERB\njournalctl -u web\n";
    expect(configOf({ services: service({ script }) }).warnings).toMatchObject([
      {
        message:
          "web.service calls systemctl kill and systemctl show -p MainPID and journalctl, and nothing does for it here: there is no systemd",
      },
      {
        message:
          "web.service calls systemctl $VERB, and whether something does for it here is known only when it runs: there is no systemd",
      },
    ]);
  });

  it("has NotifyAccess=all where a script calls systemd-notify, for which another program speaks", () => {
    const accessOf = (options: Partial<NixosService>) => unitOf(options).serviceConfig.NotifyAccess;
    const script = "systemd-notify --ready";
    expect(accessOf({ script, serviceConfig: { Type: "notify" } })).toBe("all");
    expect(accessOf({ script, serviceConfig: { Type: "notify-reload", NotifyAccess: "main" } })).toBe("all");
    expect(accessOf({ script, serviceConfig: { Type: "simple" } })).toBeUndefined();
    expect(accessOf({ script: "web", serviceConfig: { Type: "notify" } })).toBeUndefined();
  });
});
